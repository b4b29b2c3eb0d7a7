// Keys of the review page, and the paper that follows the row. They rest while somebody types or a dialog is
// open, and can be switched off for good. No key decides: a and r only lead to the button.
{
  const OFF = "list-keys-off";
  const help = document.getElementById("keys");
  const box = help.querySelector("[data-keys-on]");
  const typing = "input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]";
  const rows = [...document.querySelectorAll(".compare tbody tr[id]")];
  const papers = () => [...document.querySelectorAll('.paper-list a[target="paper"]')];
  let at = null;

  const off = () => {
    try {
      return localStorage.getItem(OFF) === "1";
    } catch {
      return false;
    }
  };

  // Clicks the first paper that shows the row's field, unless it is in view already.
  function showPaper(row) {
    for (const kind of (row.dataset.papers ?? "").split(" ").filter(Boolean)) {
      const link = document.getElementById(`f-attachments.${kind}`)?.querySelector('a[target="paper"]');
      if (!link) continue;
      if (!link.hasAttribute("aria-current")) link.click();
      return;
    }
  }

  function go(step) {
    const seen = rows.filter((row) => row.offsetParent);
    const here = seen.indexOf(at);
    const next = seen[here < 0 ? (step > 0 ? 0 : seen.length - 1) : here + step];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
    return Boolean(next);
  }

  function turn(step) {
    const links = papers();
    const here = links.findIndex((link) => link.hasAttribute("aria-current"));
    links[(here + step + links.length) % links.length]?.click();
    return links.length > 0;
  }

  function zoom() {
    try {
      document.querySelector('iframe[name="paper"]').contentDocument.querySelector("input").click();
    } catch {
      return false; // a PDF has its own keys
    }
    return true;
  }

  function remark() {
    const fold = at?.querySelector("details.remark");
    if (fold) fold.open = true;
    fold?.querySelector("textarea").focus();
    return Boolean(fold);
  }

  function confirmAll() {
    const boxes = [...document.querySelectorAll('[name="confirmed"]')];
    for (const one of boxes) one.checked = true;
    return boxes.length > 0;
  }

  function to(selector) {
    const target = document.querySelector(selector);
    target?.focus();
    target?.scrollIntoView({ block: "nearest" });
    return Boolean(target);
  }

  const KEYS = {
    j: () => go(1),
    k: () => go(-1),
    m: remark,
    v: () => { const only = document.querySelector(".compare .only"); only?.click(); return Boolean(only); },
    n: () => turn(1),
    p: () => turn(-1),
    z: zoom,
    c: confirmAll,
    t: () => to("#template"),
    o: () => to("#decide [name=opinion], #decide [name=reason]"),
    a: () => to('#decide [name=step][value^="accept"], #decide [name=step][value="approve"]'),
    r: () => to('#decide [name=step][value^="reject"]'),
    "?": () => { help.showModal(); return true; },
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    // Escape leaves the opinion, so that the other keys work again.
    if (event.key === "Escape" && event.target.matches?.("#decide :is(textarea, select)")) event.target.blur();
    if (off() || document.querySelector("dialog[open]") || event.target.closest?.(typing)) return;
    if (KEYS[event.key]?.()) event.preventDefault();
  });

  document.addEventListener("focusin", (event) => {
    const row = event.target.closest(".compare tbody tr[id]");
    if (!row) return;
    if (row !== at) showPaper(row);
    at = row;
  });

  box.checked = !off();
  box.addEventListener("change", () => {
    try {
      if (box.checked) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, "1");
    } catch {
      box.checked = true; // nothing can be kept, so nothing has changed
    }
  });
  for (const row of rows) row.tabIndex = -1;
  for (const button of document.querySelectorAll("[data-confirm-all]")) {
    button.hidden = false;
    button.addEventListener("click", confirmAll);
  }
  document.querySelector(".keys-open").hidden = false;
}

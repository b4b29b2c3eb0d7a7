// Keys of a list: / finds, j and k (or arrows, once a row has the focus) move, Enter opens, x or space chooses,
// ? explains. They rest while somebody types or a dialog is open, and can be switched off for good.
{
  const OFF = "list-keys-off";
  const rows = [...document.querySelectorAll("main tr[data-row]")];
  const help = document.getElementById("keys");
  const box = help.querySelector("[data-keys-on]");
  const typing = "input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]";
  const own = "a, button, summary, input, select, textarea, label"; // what does something itself on Enter and space

  const off = () => {
    try {
      return localStorage.getItem(OFF) === "1";
    } catch {
      return false;
    }
  };

  function go(step) {
    const at = rows.indexOf(document.activeElement?.closest("tr[data-row]"));
    const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
    return Boolean(next);
  }

  function choose(row) {
    const tick = row?.querySelector("input[data-choice]");
    tick?.click();
    return Boolean(tick);
  }

  function open(row) {
    const link = row?.querySelector("a[data-open]") ?? row?.querySelector("a[href]");
    link?.click();
    return Boolean(link);
  }

  const find = () => {
    const field = document.querySelector("main [data-search]");
    field?.focus();
    field?.select();
    return Boolean(field);
  };

  const explain = () => {
    help.showModal();
    return true;
  };

  function act(event) {
    const row = event.target.closest?.("tr[data-row]");
    const onRow = row === event.target;
    const inside = event.target.closest?.(own);
    switch (event.key) {
      case "/": return find();
      case "?": return explain();
      case "j": return go(1);
      case "k": return go(-1);
      case "ArrowDown": return onRow && go(1);
      case "ArrowUp": return onRow && go(-1);
      case "Enter": return onRow && open(row);
      case " ": return onRow && !inside && choose(row);
      case "x": return choose(row);
      default: return false;
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (off() || document.querySelector("dialog[open]") || event.target.closest?.(typing)) return;
    if (act(event)) event.preventDefault();
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
  document.querySelector(".keys-open").hidden = false;
}

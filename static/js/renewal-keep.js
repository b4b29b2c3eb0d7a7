// A copy of what is typed stays in this browser until the server has it: for a closed lid or a lost login before 确认.
{
  const form = document.getElementById("renewal-form");
  const offer = document.getElementById("restore");
  const key = form.dataset.keep;
  const DAYS_KEPT = 14;
  const LEFT_OUT = new Set(["csrfmiddlewaretoken", "revision", "page", "staged", "drop_staged", "remove_attachment", "recognised"]);
  const shared = Object.keys(localStorage).filter((name) => name.startsWith("renewal-form:"));
  let waiting = 0;
  let asked = 0;

  const typed = () => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !LEFT_OUT.has(name));
  const revision = () => form.elements.revision.value;
  const read = (name) => {
    try {
      return JSON.parse(localStorage.getItem(name));
    } catch {
      return null;
    }
  };
  const rest = () => {
    clearTimeout(waiting);
    waiting = 0;
  };
  const write = (more = {}) => {
    rest();
    try {
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), values: typed(), ...more }));
    } catch {
      // A full or forbidden store costs only the copy.
    }
  };
  const drop = () => {
    rest();
    localStorage.removeItem(key);
  };

  for (const name of shared) {
    if (!(Date.now() - read(name)?.at < DAYS_KEPT * 86400000)) localStorage.removeItem(name);
  }

  const kept = read(key);
  const arrived = kept && "sent" in kept && kept.sent !== revision();
  if (arrived) drop();
  else if (kept && JSON.stringify(kept.values) !== JSON.stringify(typed())) {
    document.getElementById("restore-at").textContent = new Date(kept.at).toLocaleString("zh-CN", { hour12: false });
    offer.hidden = false;
  }

  offer.addEventListener("click", (event) => {
    if (event.target.closest("[data-restore]")) {
      for (const one of form.elements) {
        if (!one.name || LEFT_OUT.has(one.name) || one.type === "file") continue;
        const values = kept.values.filter(([name]) => name === one.name).map(([, value]) => value);
        if (one.type === "checkbox") one.checked = values.includes(one.value);
        else if (values.length) one.value = values[0];
      }
      form.dispatchEvent(new Event("change", { bubbles: true }));
      offer.hidden = true;
    }
    if (event.target.closest("[data-discard]")) {
      drop();
      offer.hidden = true;
    }
  });

  for (const kind of ["input", "change"]) {
    form.addEventListener(kind, () => {
      clearTimeout(waiting);
      waiting = setTimeout(write, 600);
    });
  }
  window.addEventListener("pagehide", () => waiting && write());
  form.addEventListener("submit", (event) => event.defaultPrevented || write({ sent: revision() }));
  // The copy goes once the server has all of it: not what was typed meanwhile, nor what it could not read.
  form.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt.id === "autosave") asked = Date.now();
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    const { elt, successful, xhr } = event.detail;
    const whole = elt.id === "autosave" && successful && !xhr.getResponseHeader("Left-Out");
    if (whole && !waiting && !(read(key)?.at > asked)) drop();
  });
}

// What is typed in a long form stays in this tab until it is sent: no browser keeps our pages (no-store), so that going
// back, a lost line or a lost login would leave an empty form. Forms say data-keep=NAME and, in data-keep-not, what is left out.
for (const form of document.querySelectorAll("form[data-keep]")) {
  const key = `form:${form.dataset.keep}:${location.pathname}${location.search}`;
  const leftOut = new Set((form.dataset.keepNot ?? "").split(" "));
  const seen = "input:not([type=hidden], [type=file], [type=password], [type=submit]), select, textarea";
  const ticked = (one) => one.type === "checkbox" || one.type === "radio";
  const fields = () => [...form.elements].filter((one) => one.name && one.matches(seen) && !leftOut.has(one.name));
  const typed = () => JSON.stringify(fields().map((one) => [one.name, one.value, ticked(one) && one.checked]));
  const first = typed();
  let waiting = 0;

  const drop = () => sessionStorage.removeItem(key);
  const read = () => {
    try {
      return JSON.parse(sessionStorage.getItem(key));
    } catch {
      return null;
    }
  };
  const write = (sent = false) => {
    clearTimeout(waiting);
    waiting = 0;
    const values = typed();
    if (values === first && !sent) return drop();
    try {
      sessionStorage.setItem(key, JSON.stringify({ values, sent }));
    } catch {
      // A full or forbidden store costs only the copy.
    }
  };

  // What was sent is the server's, unless somebody comes back to it: then it may not have arrived.
  const kept = read();
  const back = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  if (kept?.sent && !back) drop();
  else if (kept && kept.values !== first) {
    const box = document.createElement("div");
    const said = document.createElement("p");
    const buttons = document.createElement("div");
    box.className = "alert warn";
    box.setAttribute("role", "status");
    buttons.className = "btns";
    said.textContent = "本页保留了您刚才填写的内容(不含文件)。恢复后请核对，再提交。";
    const choice = (words, then) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn sm";
      button.textContent = words;
      button.addEventListener("click", () => {
        then();
        box.remove();
      });
      buttons.append(button);
    };
    choice("恢复填写的内容", () => restore(JSON.parse(kept.values)));
    choice("不恢复", drop);
    box.append(said, buttons);
    form.before(box);
  }

  function restore(values) {
    for (const one of fields()) {
      const at = values.findIndex(([name, value]) => name === one.name && (!ticked(one) || value === one.value));
      if (at < 0) continue;
      const [[, value, checked]] = values.splice(at, 1);
      const before = ticked(one) ? one.checked : one.value;
      if (ticked(one)) one.checked = checked;
      else one.value = value;
      if (before !== (ticked(one) ? one.checked : one.value)) {
        for (const kind of ["input", "change"]) one.dispatchEvent(new Event(kind, { bubbles: true }));
      }
    }
  }

  // Also fields that stand outside of the form and belong to it.
  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => {
      if (event.target.form !== form) return;
      clearTimeout(waiting);
      waiting = setTimeout(write, 400);
    });
  }
  addEventListener("pagehide", () => waiting && write());
  form.addEventListener("submit", (event) => event.defaultPrevented || write(true));
}

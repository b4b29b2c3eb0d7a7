// Rows chosen over several pages of a list: kept in this tab, sent as `picked`. Without this script the ticked
// boxes of the present page are sent, and the choice of everything that the filter finds is a box of the form.
for (const form of document.querySelectorAll("form[data-choosing]")) {
  const key = form.dataset.choosing;
  const boxes = [...form.elements].filter((one) => one.type === "checkbox" && "choice" in one.dataset);
  const all = form.elements.all;
  const part = (name) => form.querySelector(`[data-${name}]`);
  let chosen = new Set();

  function read() {
    try {
      return new Set(JSON.parse(sessionStorage.getItem(key)) ?? []);
    } catch {
      return new Set(); // no store, or what is in it is not ours
    }
  }

  function keep() {
    try {
      if (chosen.size) sessionStorage.setItem(key, JSON.stringify([...chosen]));
      else sessionStorage.removeItem(key);
    } catch {
      // A browser without a store keeps the choice of this page alone.
    }
    show();
  }

  function show() {
    const here = boxes.filter((box) => chosen.has(box.value)).length;
    const elsewhere = chosen.size - here;
    for (const box of boxes) {
      box.checked = chosen.has(box.value);
      box.closest("tr").classList.toggle("picked", box.checked);
    }
    part("count").textContent = chosen.size;
    part("elsewhere").textContent = elsewhere ? `（其他页或其他条件下 ${elsewhere}）` : "";
    form.elements.picked.value = all?.checked ? "" : [...chosen].join(",");
    form.classList.toggle("everything", Boolean(all?.checked));
    for (const box of boxes) box.disabled = Boolean(all?.checked);
    say("");
  }

  function say(words) {
    part("said").textContent = words;
    part("said").classList.toggle("offscreen", !words);
  }

  function set(box, on) {
    if (on) chosen.add(box.value);
    else chosen.delete(box.value);
  }

  document.addEventListener("change", (event) => {
    if (all && event.target === all) show();
    if (!boxes.includes(event.target)) return;
    set(event.target, event.target.checked);
    keep();
  });

  form.addEventListener("click", (event) => {
    const wanted = event.target.closest("[data-choose]")?.dataset.choose;
    if (!wanted) return;
    if (wanted === "none") {
      chosen.clear();
      if (all) all.checked = false;
    } else {
      for (const box of boxes) set(box, true);
    }
    keep();
  });

  form.addEventListener("submit", (event) => {
    const { needs, most, what } = event.submitter?.dataset ?? {};
    if (all?.checked) return;
    if (needs !== undefined && !chosen.size) say("还没有选择，请先勾选，或选中全部。");
    else if (most && chosen.size > Number(most)) say(`一次最多${what} ${most}，已选 ${chosen.size}。请清除后分几次勾选。`);
    else return;
    event.preventDefault();
  });

  // What was ticked before this script had come is chosen, too.
  chosen = new Set([...read(), ...boxes.filter((box) => box.checked).map((box) => box.value)]);
  // A row that says it can be chosen no more (urged just now) is not.
  for (const row of document.querySelectorAll("[data-unchoosable]")) chosen.delete(row.dataset.unchoosable);
  keep();

  // Also when the browser shows the page again by its Back button.
  window.addEventListener("pageshow", () => {
    chosen = read();
    show();
  });
  form.classList.add("live");
}

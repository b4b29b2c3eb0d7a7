// The review page: opinion templates fill the opinion and the field's remark; the papers' links follow the frame.
const form = document.getElementById("decide");
const template = document.getElementById("template");
const opinion = form?.elements.namedItem("opinion");

function remarkAt(path) {
  return path ? document.getElementById(`r-${path}`) : null;
}

function countRemarks() {
  const count = document.getElementById("remark-count");
  if (!count) return;
  const written = [...document.querySelectorAll('textarea[name^="remark:"]')].filter((box) => box.value.trim());
  count.textContent = written.length ? `已写逐项意见 ${written.length} 条` : "";
}

function choose(kind, grounds) {
  const boxes = [...form.querySelectorAll('[name="kind"], [name="grounds"]')];
  for (const box of boxes) {
    if (box.name === "kind" && box.value === kind) box.checked = true;
    if (box.name === "grounds" && grounds.includes(box.value)) box.checked = true;
  }
}

if (template) {
  template.hidden = false;
  document.getElementById("template-list").hidden = true;
  template.addEventListener("change", () => {
    const chosen = template.selectedOptions[0];
    if (!chosen.value) return;
    opinion.value = [opinion.value.trim(), chosen.value].filter(Boolean).join("\n");
    const remark = remarkAt(chosen.dataset.path);
    if (remark && !remark.value.trim()) remark.value = chosen.value;
    if (chosen.dataset.kind) choose(chosen.dataset.kind, chosen.dataset.grounds.split(","));
    template.selectedIndex = 0;
    countRemarks();
    opinion.focus();
  });
}

document.addEventListener("input", (event) => {
  if (event.target.name?.startsWith("remark:")) countRemarks();
});

// Enter in a choice would send the form.
form?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches('[type="radio"], [type="checkbox"]')) event.preventDefault();
});

// One remark panel is open at a time; Escape closes it and goes back to its row.
document.addEventListener("toggle", (event) => {
  if (!event.target.matches?.(".remark") || !event.target.open) return;
  for (const other of document.querySelectorAll(".remark[open]")) {
    if (other !== event.target) other.open = false;
  }
  event.target.querySelector("textarea").focus();
}, true);

document.addEventListener("keydown", (event) => {
  const panel = event.key === "Escape" && event.target.closest?.(".remark[open]");
  if (panel) {
    panel.open = false;
    panel.querySelector("summary").focus();
  }
});

document.addEventListener("click", (event) => {
  const link = event.target.closest('a[target="paper"]');
  if (!link) return;
  for (const other of document.querySelectorAll('a[target="paper"]')) other.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
  document.getElementById("paper-open").href = link.dataset.file;
});

countRemarks();

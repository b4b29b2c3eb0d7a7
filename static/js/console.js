// The console's drop-downs: one open at a time, closed by Escape or by a click elsewhere.
const picks = () => document.querySelectorAll("details.pick[open]");

document.addEventListener("click", (event) => {
  const inside = event.target.closest("details.pick");
  for (const pick of picks()) if (pick !== inside) pick.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const pick of picks()) {
    pick.open = false;
    pick.querySelector("summary").focus();
  }
});

// The admin's search field is drawn by its script when the page is ready; its shown value has no name for who
// listens. jQuery keeps the order in which scripts asked to be called, and the admin's own asked before.
window.django?.jQuery?.(() => {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const label = select.labels[0]?.textContent.replace(/[*:：\s]/g, "") ?? "";
    document.getElementById(`select2-${select.id}-container`)?.setAttribute("aria-label", label);
  }
});

// A form is sent once: its buttons rest after the submit and wake when the page is shown again.
// A form or button that answers with a download (the page stays) says data-many and is left alone.
const resting = new Set();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || "many" in form.dataset) return;
  if ("many" in (event.submitter?.dataset ?? {})) return;
  // Afterwards, because a disabled button would not send its own name and value.
  setTimeout(() => {
    for (const control of form.elements) {
      if (control.type !== "submit" || control.disabled) continue;
      control.disabled = true;
      resting.add(control);
    }
    form.setAttribute("aria-busy", "true");
  });
});

window.addEventListener("pageshow", () => {
  for (const control of resting) {
    control.disabled = false;
    control.form?.removeAttribute("aria-busy");
  }
  resting.clear();
});

// 扫码传图 at the desk: a closed dialog asks no more; a form that was not yet saved is saved first.
{
  const dialog = document.getElementById("phone");
  dialog?.addEventListener("close", () => document.getElementById("phone-in").replaceChildren());
  document.addEventListener("htmx:oobAfterSwap", (event) => {
    const fold = event.detail.target.closest("details");
    if (fold) fold.open = true;
  });
  addEventListener("load", () => {
    if (dialog && location.hash === "#phone") document.querySelector("[data-dialog=phone]").click();
  });
  const first = document.querySelector("[data-save-then]");
  if (first) {
    first.hidden = false;
    first.addEventListener("click", () => {
      const form = first.closest("form");
      form.querySelector("[name=after]")?.remove();
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "after", value: first.dataset.saveThen }));
      form.requestSubmit(form.querySelector(".bar [type=submit]"));
    });
  }
}

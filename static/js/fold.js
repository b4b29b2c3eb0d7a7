// 操作指引 in place stays open or closed as the person left it, for each kind of page.
for (const fold of document.querySelectorAll("details[data-fold]")) {
  const key = `fold:${fold.dataset.fold}`;
  try {
    fold.open = localStorage.getItem(key) === "open";
    fold.addEventListener("toggle", () => localStorage.setItem(key, fold.open ? "open" : "closed"));
  } catch {
    // A browser that keeps nothing shows the panel closed each time.
  }
}

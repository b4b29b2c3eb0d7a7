// Warns before the session ends for want of use, keeps it while somebody types, and takes a new login over.
{
  const box = document.getElementById("session-watch");
  const { seconds, account, left: leftUrl, stay: stayUrl } = box.dataset;
  const WARN_SECONDS = Math.min(120, seconds / 2);
  const PING_SECONDS = Math.min(120, seconds / 4);
  let left = Number(seconds), told = Date.now(), pinged = Date.now(), used = false, over = false, busy = false;

  const remaining = () => left - (Date.now() - told) / 1000;
  const token = () => JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"] ?? "";
  function show(state) {
    for (const kind of ["warn", "over", "other"]) {
      for (const one of box.querySelectorAll(`[data-${kind}]`)) one.hidden = kind !== state;
    }
    box.querySelector("[data-minutes]").textContent = Math.max(1, Math.round(remaining() / 60));
    if (!box.open) box.showModal();
  }
  // After a login elsewhere the forms of this page need the new token, or are somebody else's.
  function takeOver(answer) {
    if (String(answer.account) !== account) return show("other");
    [left, told, over] = [answer.left, Date.now(), false];
    for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = answer.token;
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": answer.token }));
    if (box.open && left > WARN_SECONDS) box.close();
  }
  async function ask(url, method) {
    busy = true;
    const headers = { Accept: "application/json", "X-CSRFToken": token() };
    const answer = await fetch(url, { method, headers }).catch(() => null);
    busy = false;
    if (answer?.ok) takeOver(await answer.json());
    else if (answer?.status === 401) {
      over = true;
      show("over");
    }
  }
  async function look() {
    if (busy || over) return;
    if (used && Date.now() - pinged > PING_SECONDS * 1000) {
      [used, pinged] = [false, Date.now()];
      await ask(stayUrl, "POST");
    }
    if (over || remaining() > WARN_SECONDS) return;
    if (!box.open || remaining() <= 0) await ask(leftUrl, "GET"); // another tab may have been used
    if (!over && remaining() <= WARN_SECONDS) show("warn");
  }

  for (const kind of ["input", "keydown", "pointerdown"]) {
    document.addEventListener(kind, (event) => box.contains(event.target) || (used = true), { passive: true });
  }
  box.addEventListener("cancel", (event) => over && event.preventDefault());
  box.querySelector("[data-stay-here]").addEventListener("click", () => ask(stayUrl, "POST"));
  window.addEventListener("focus", () => (over ? ask(leftUrl, "GET") : look()));
  setInterval(look, Math.min(10, seconds / 6) * 1000);
}

// 证件换发申请表: a draft saves itself; a conflict or a lost login is told and nothing typed is lost.
{
  const form = document.getElementById("renewal-form");
  const saver = document.getElementById("autosave");
  const said = document.getElementById("autosave-said");
  const AUTOSAVE_MS = 20000;
  let dirty = false, ended = false, lost = false, timer = 0;

  function save() {
    clearTimeout(timer);
    timer = 0;
    if (!saver || !dirty || ended || lost) return;
    dirty = false;
    htmx.trigger(saver, "autosave");
  }

  for (const kind of ["input", "change"]) {
    form.addEventListener(kind, () => {
      dirty = true;
      timer ||= setTimeout(save, AUTOSAVE_MS);
    });
  }
  // What was typed before this script had come counts, too.
  const typed = (one) =>
    one.type === "checkbox" ? one.checked !== one.defaultChecked
    : one.options ? one.selectedIndex !== Math.max([...one.options].findIndex((option) => option.defaultSelected), 0)
    : one.type !== "file" && one.value !== one.defaultValue;
  document.addEventListener("DOMContentLoaded", () => {
    if ([...form.elements].some((one) => one.name && typed(one))) form.dispatchEvent(new Event("input", { bubbles: true }));
  });
  window.addEventListener("blur", save);
  document.addEventListener("visibilitychange", () => document.hidden && save());

  // Another login gives another token; the page takes it over and goes on.
  async function renew() {
    const answer = await fetch(form.dataset.session).catch(() => null);
    if (!answer) return;
    const text = await answer.text();
    lost = !answer.ok;
    if (lost) return void (said.innerHTML = text);
    for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = text;
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": text }));
    said.textContent = "登录已恢复，可以继续填写";
    htmx.trigger("#live-check", "check");
    save();
  }
  window.addEventListener("focus", () => lost && renew());
  form.addEventListener("submit", (event) => {
    if (!lost) return;
    event.preventDefault();
    renew();
  });

  // Files wait for 确认; the check learns only which kinds were chosen.
  form.addEventListener("htmx:configRequest", (event) => {
    const sent = event.detail.formData;
    for (const one of form.querySelectorAll("[type=file]")) {
      sent.delete(one.name);
      if (one.files.length) sent.append("chosen", one.name.replace("attachments.", ""));
    }
  });
  form.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, elt } = event.detail;
    if (xhr.status === 401) lost = true;
    if (xhr.status === 403 && !xhr.getResponseHeader("HX-Retarget")) {
      event.detail.shouldSwap = false;
      lost = true;
      renew();
    }
    if (xhr.status < 400) return;
    dirty = true;
    if (event.detail.requestConfig.path === saver?.getAttribute("hx-post")) ended = [404, 409].includes(xhr.status);
  });
  for (const kind of ["htmx:sendError", "htmx:responseError"]) {
    form.addEventListener(kind, (event) => {
      if (event.detail.elt !== saver) return;
      dirty = true;
      timer ||= setTimeout(save, AUTOSAVE_MS);
      said.textContent = "暂时没有保存到服务器，稍后会再试；您填写的内容都还在本页。";
    });
  }
}

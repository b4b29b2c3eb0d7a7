// 证件换发申请表: one click puts a proposed value into its field, or another machine's values into blank ones.
{
  const form = document.getElementById("renewal-form");
  form.classList.add("live");

  function controls(path) {
    return [...form.elements].filter((one) => [path, `${path}_has`, `${path}_model`].includes(one.name));
  }

  function blank(path) {
    return controls(path).every((one) => (one.type === "checkbox" ? !one.checked : !one.value.trim()));
  }

  function fill(path, value) {
    const [has, model] = value.split(/:(.*)/s);
    for (const one of controls(path)) {
      if (one.type === "checkbox") one.checked = value.split(",").includes(one.value);
      else if (one.name === path) one.value = value;
      else one.value = one.name.endsWith("_has") ? has : model || "";
    }
    controls(path)[0]?.dispatchEvent(new Event("change", { bubbles: true }));
  }

  async function copy(button) {
    const note = document.getElementById("copied");
    const answer = await fetch(document.getElementById("copy-from").value).catch(() => null);
    if (!answer?.ok || answer.redirected) {
      note.textContent = "没有取到，请检查网络或重新登录后再试。";
      return;
    }
    const blanks = Object.entries(await answer.json()).filter(([path]) => controls(path).length && blank(path));
    for (const [path, value] of blanks) fill(path, value);
    note.textContent = blanks.length ? `已填入 ${blanks.length} 项，请对照铭牌核对。` : "没有可填的空白项。";
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if ("fill" in button.dataset) {
      fill(button.dataset.fill, button.dataset.value);
      controls(button.dataset.fill)[0].focus();
    }
    if ("fillAll" in button.dataset) {
      for (const one of form.querySelectorAll("[data-offer]")) if (blank(one.dataset.fill)) fill(one.dataset.fill, one.dataset.value);
    }
    if ("copy" in button.dataset) copy(button);
  });
}

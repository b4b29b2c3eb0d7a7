// 识别铭牌, 识别旧证, 识别合格证 on a form: what a paper tells is proposed in a dialog, and a person takes it over.
// What somebody has typed is never overwritten by 全部采用; each taken value carries a mark that the server checks.
{
  const block = document.querySelector("[data-recognise]");
  const form = block.closest("form");
  const WORDS = { nameplate_photo: "识别铭牌", old_certificate: "识别旧证", quality_certificate: "识别合格证" };
  const inside = make("div", { id: "recognised-in", className: "in" });
  const said = make("p", { className: "offscreen" });
  said.setAttribute("role", "status");
  const title = make("h2", { id: "recognised-title" });
  const close = make("button", { type: "button", className: "btn", textContent: "完成", onclick: () => dialog.close() });
  const dialog = make("dialog", { className: "dialog recognised" }, make("header", {}, title), inside, said, make("footer", {}, close));
  dialog.setAttribute("aria-labelledby", title.id);
  document.body.append(dialog);
  let opener = null;
  dialog.addEventListener("close", () => opener?.focus());

  function ask(button, more = {}) {
    const row = button.closest("[data-paper]");
    const kept = [...row.querySelectorAll("[name=remove_attachment]:not(:checked)")].map((one) => one.value);
    opener = button;
    title.textContent = button.textContent;
    inside.textContent = "正在识别……";
    if (!dialog.open) dialog.showModal();
    htmx.ajax("POST", block.dataset.recognise, { source: button, target: "#recognised-in", values: { recognise: row.dataset.paper, held: kept, ...more } });
  }

  const controls = (path) => [...form.elements].filter((one) => [path, `${path}_has`, `${path}_model`].includes(one.name));

  function take(button) {
    const { take: path, value, mark } = button.dataset;
    const [has, model] = value.split(/:(.*)/s);
    for (const one of controls(path)) {
      if (one.type === "checkbox") one.checked = value.split(",").includes(one.value);
      else if (one.name === path) one.value = value;
      else one.value = one.name.endsWith("_has") ? has : model || "";
    }
    for (const old of form.querySelectorAll("[name=recognised]")) if (old.value.startsWith(`${path} `)) old.remove();
    form.append(make("input", { type: "hidden", name: "recognised", value: mark }));
    controls(path)[0]?.dispatchEvent(new Event("change", { bubbles: true }));
    button.replaceWith(make("span", { className: "tag ok", textContent: "已采用" }));
  }

  dialog.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if ("again" in button.dataset) return ask(opener, { again: "1" });
    const taken = "takeAll" in button.dataset ? [...inside.querySelectorAll("[data-blank]")] : "take" in button.dataset ? [button] : [];
    if (!taken.length) return;
    for (const one of taken) take(one);
    if ("takeAll" in button.dataset) button.parentElement.remove();
    said.textContent = `已采用 ${taken.length} 项，保存后生效。`;
    (inside.querySelector("[data-take]") ?? close).focus();
  });

  for (const row of block.querySelectorAll("[data-paper]")) {
    if (!(row.dataset.paper in WORDS)) continue;
    const button = make("button", { type: "button", className: "btn sm", textContent: WORDS[row.dataset.paper], onclick: () => ask(button) });
    const camera = make("input", { type: "file", accept: "image/*", className: "offscreen" });
    camera.setAttribute("capture", "environment");
    let shot = false;
    camera.addEventListener("change", () => (shot = true));
    row.addEventListener("change", (event) => {
      if (!shot || event.target.name !== "staged") return;
      shot = false;
      ask(button);
    });
    row.querySelector(".files").append(make("div", { className: "btns reads" }, button, make("label", { className: "btn sm camera" }, `拍照${WORDS[row.dataset.paper]}`, camera)));
  }
}

// Files open in a dialog on the page: pictures to turn and zoom, PDF in a frame. Phones and unknown types get a new tab.
{
  const make = (tag, props = {}, ...children) => {
    const one = Object.assign(document.createElement(tag), props);
    one.append(...children);
    return one;
  };
  const button = (text, act) => make("button", { type: "button", className: "btn sm", textContent: text, onclick: act });
  const ZOOMS = [0, 1, 1.5, 2, 3]; // 0: as large as the window allows
  let links = [], at = 0, turn = 0, zoom = 0, opener = null;

  const title = make("h2", { id: "viewer-title" });
  const place = make("span", { className: "sub" });
  place.setAttribute("role", "status");
  const stage = make("div", { className: "stage", tabIndex: 0 });
  stage.setAttribute("role", "group");
  stage.setAttribute("aria-label", "文件内容");
  const before = button("上一个", () => show(at - 1));
  const after = button("下一个", () => show(at + 1));
  const tools = make("span", { className: "btns" }, button("向右旋转", () => { turn = (turn + 90) % 360; draw(); }), button("缩小", () => scale(-1)), button("放大", () => scale(1)));
  const away = make("a", { className: "btn sm", target: "_blank", textContent: "新窗口打开" });
  const close = button("关闭", () => dialog.close());
  const dialog = make("dialog", { className: "dialog viewer" }, make("header", {}, title, place, make("span", { className: "sp" }), close), stage, make("footer", {}, before, after, tools, away));
  dialog.setAttribute("aria-labelledby", title.id);
  document.body.append(dialog);

  const pictured = (type) => type === "image/jpeg" || type === "image/png";
  // Touch screens show a PDF in a frame badly or not at all.
  const framed = (type) => type === "application/pdf" && navigator.pdfViewerEnabled && !matchMedia("(pointer: coarse), (max-width: 720px)").matches;
  const shown = (link) => link.offsetParent !== null && (pictured(link.dataset.view) || framed(link.dataset.view));

  function scale(by) {
    zoom = Math.max(0, Math.min(ZOOMS.length - 1, zoom + by));
    draw();
  }

  function draw() {
    const picture = stage.querySelector("img");
    if (!picture?.naturalWidth) return;
    const { naturalWidth: width, naturalHeight: height } = picture;
    const lying = turn % 180 !== 0;
    const room = stage.getBoundingClientRect();
    const fit = Math.min(1, room.width / (lying ? height : width), room.height / (lying ? width : height));
    const by = ZOOMS[zoom] ? fit * ZOOMS[zoom] * 1.25 : fit;
    picture.style.width = `${width * by}px`;
    picture.style.transform = `translate(-50%, -50%) rotate(${turn}deg)`;
    // A turned picture keeps its old box; the one around it has the size of what is seen, so that it scrolls.
    picture.parentElement.style.width = `${(lying ? height : width) * by}px`;
    picture.parentElement.style.height = `${(lying ? width : height) * by}px`;
  }

  function show(number) {
    at = (number + links.length) % links.length;
    [turn, zoom] = [0, 0];
    const link = links[at], name = link.textContent.trim(), picture = pictured(link.dataset.view);
    title.textContent = name;
    place.textContent = links.length > 1 ? `第 ${at + 1} 个，共 ${links.length} 个` : "";
    before.hidden = after.hidden = links.length < 2;
    tools.hidden = !picture;
    away.href = link.href;
    stage.replaceChildren(
      picture
        ? make("div", { className: "leaf" }, make("img", { src: link.href, alt: name, onload: draw, onerror: () => stage.replaceChildren("这个文件暂时打不开，请点“新窗口打开”或稍后再试。") }))
        : make("iframe", { src: link.href, title: name }),
    );
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-view]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || !shown(link)) return;
    event.preventDefault();
    links = [...document.querySelectorAll("a[data-view]")].filter(shown);
    opener = link;
    dialog.showModal();
    show(links.indexOf(link));
    stage.focus();
  });

  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft" && !zoom) show(at - 1);
    else if (event.key === "ArrowRight" && !zoom) show(at + 1);
    else if (event.key === "+" || event.key === "=") scale(1);
    else if (event.key === "-") scale(-1);
    else return;
    event.preventDefault();
  });
  dialog.addEventListener("close", () => {
    stage.replaceChildren();
    opener?.focus();
  });
  addEventListener("resize", draw);
}

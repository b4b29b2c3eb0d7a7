// 扫码传图 on the phone: each picture is sent as soon as it is taken, one after the other, and goes on after a cut line.
// Without this script the file inputs are sent by their button.
{
  const form = document.getElementById("photos");
  const said = document.getElementById("photos-said");
  const most = Number(form.dataset.most);
  const store = `photos:${location.pathname}`;
  const queue = [];
  let busy = false;
  form.classList.add("live");

  const read = () => {
    try {
      return JSON.parse(sessionStorage.getItem(store)) ?? [];
    } catch {
      return [];
    }
  };
  const write = (halves) => {
    try {
      sessionStorage.setItem(store, JSON.stringify(halves));
    } catch {
      // A forbidden store costs only the way on after a reload.
    }
  };
  const same = (a, b) => a.name === b.name && a.size === b.size && a.kind === b.kind;

  class Photo {
    constructor(file, section) {
      this.section = section;
      this.about = { name: file.name, size: file.size, kind: section.dataset.kind };
      this.bar = make("progress", { max: 1, value: 0 });
      this.bar.setAttribute("aria-label", `${file.name} 的进度`);
      this.note = make("span", { className: "sub", textContent: ` ${megabytes(file.size)} ` });
      this.retry = make("button", { type: "button", className: "btn sm", textContent: "重试", hidden: true, onclick: () => this.wait() });
      this.off = make("button", { type: "button", className: "btn sm", textContent: "取消", onclick: () => this.leave() });
      this.problem = make("div", { className: "hint bad" });
      this.dom = make("li", {}, make("span", { textContent: file.name }), this.note, this.bar, this.retry, this.off, this.problem);
      section.querySelector("[data-sent]").append(this.dom);
      this.sending = new Sending(file, {
        address: form.dataset.uploads,
        csrf: () => form.elements.csrfmiddlewaretoken.value,
        query: () => `kind=${this.about.kind}`,
        token: read().find((half) => same(half, this.about))?.token ?? "",
        progress: (part) => (this.bar.value = part),
        begun: (token) => write([...read().filter((half) => !same(half, this.about)), { ...this.about, token }]),
      });
    }

    wait() {
      this.problem.textContent = "";
      this.retry.hidden = true;
      if (this.about.size > most) return this.fail(`文件大小为 ${megabytes(this.about.size)}，超过 ${megabytes(most)} 的上限，请降低分辨率后重拍。`, true);
      if (window.photoFirst?.(this, this.sending.file, () => this.wait())) return;
      queue.push(this);
      next();
    }

    forget() {
      write(read().filter((half) => !same(half, this.about)));
    }

    async run() {
      try {
        const state = await this.sending.run();
        this.forget();
        this.bar.remove();
        this.off.remove();
        this.note.textContent = [` ${megabytes(this.about.size)} · 已收到`, ...state.notes].join(" · ");
        const tag = this.section.querySelector("[data-count]");
        tag.className = "tag ok";
        tag.textContent = `已有 ${state.count} 个`;
        said.textContent = `${this.about.name} 已收到，电脑上马上能看到。`;
      } catch (error) {
        if (this.dom.isConnected) this.fail(error.message);
      }
    }

    fail(sentence, forGood = false) {
      this.problem.textContent = said.textContent = sentence;
      this.retry.hidden = forGood;
    }

    leave() {
      this.forget();
      this.sending.drop();
      const place = queue.indexOf(this);
      if (place >= 0) queue.splice(place, 1);
      this.dom.remove();
      this.section.querySelector("input").focus();
    }
  }

  async function next() {
    if (busy) return;
    busy = true;
    for (let photo; (photo = queue.shift()); ) await photo.run();
    busy = false;
  }

  form.addEventListener("change", (event) => {
    if (event.target.type !== "file") return;
    const section = event.target.closest("[data-kind]");
    for (const file of event.target.files) new Photo(file, section).wait();
    event.target.value = "";
  });
  addEventListener("beforeunload", (event) => busy && event.preventDefault());

  const halves = read();
  if (halves.length) said.textContent = `上次有 ${halves.length} 个文件没有传完：${halves.map((half) => half.name).join("、")}。重新选择同一个文件，将从已传到的部分继续。`;
}

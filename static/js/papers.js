// 附件资料 of a form: several files at once, dropped or chosen, each with its kind, progress, and a way on after an error.
// Without this script the file inputs of the rows do the same with one 保存.
{
  const block = document.querySelector("[data-uploads]");
  const form = block.closest("form");
  const rows = [...block.querySelectorAll("[data-paper]")];
  const store = `uploads:${location.pathname}${location.search}`;
  const most = Number(block.dataset.most);
  const AT_ONCE = 2;
  const lines = new Set();
  const first = new Map(rows.map((row) => [row, [...row.querySelector(".state").childNodes]]));
  let running = 0, waiting = null;

  const rowOf = (kind) => rows.find((row) => row.dataset.paper === kind);
  const labelOf = (row) => row.querySelector("label").firstChild.textContent.trim();
  const csrf = () => form.elements.csrfmiddlewaretoken.value;

  const said = make("p", { className: "offscreen" });
  said.setAttribute("role", "status");
  const chooser = make("input", { type: "file", multiple: true, accept: block.dataset.accept, hidden: true });
  const choose = make("button", { type: "button", className: "btn sm", textContent: "选择多个文件" });
  const zone = make("div", { className: "drop" }, "把文件拖到这里或对应的一行，可以一次多个；按文件名自动归类，可再改。", choose, chooser);
  const unsorted = make("div", { className: "in unsorted", hidden: true });
  block.querySelector("header").after(zone, unsorted, said);
  choose.addEventListener("click", () => chooser.click());

  // The kind whose word is the longest found in the file's name; empty where none is.
  function guess(name) {
    let best = "", kind = "";
    for (const row of rows) {
      for (const word of [...(PAPER_WORDS[row.dataset.paper] ?? []), labelOf(row)]) {
        if (word.length > best.length && name.includes(word)) [best, kind] = [word, row.dataset.paper];
      }
    }
    return kind;
  }

  function keep() {
    const kept = [...lines].filter((line) => line.sending.token).map((line) => line.about);
    try {
      sessionStorage.setItem(store, JSON.stringify(kept));
    } catch {
      // A full or forbidden store costs only the way on after a reload.
    }
  }

  // What the row's state says: 已添加 once a new file is whole, else what it said at first.
  function mark(row) {
    const added = row?.querySelector("[name=staged]:enabled, [name=remove_attachment]");
    row?.querySelector(".state").replaceChildren(...(added ? [make("span", { className: "tag ok", textContent: "已添加" })] : first.get(row)));
  }

  class Line {
    constructor(file, about) {
      this.about = about;
      this.bar = make("progress", { max: 1, value: 0 });
      this.bar.setAttribute("aria-label", `${about.name} 的进度`);
      this.select = make("select", {}, make("option", { value: "", textContent: "请选择资料种类" }));
      this.select.setAttribute("aria-label", `${about.name} 的资料种类`);
      this.select.append(...rows.map((row) => make("option", { value: row.dataset.paper, textContent: labelOf(row) })));
      this.name = make("span", { textContent: about.name });
      this.note = make("span", { className: "sub", textContent: megabytes(about.size) });
      this.retry = make("button", { type: "button", className: "btn sm", textContent: "重试", hidden: true });
      this.off = make("button", { type: "button", className: "btn sm", textContent: "取消" });
      this.problem = make("div", { className: "hint bad" });
      this.token = make("input", { type: "hidden", name: "staged", disabled: true });
      this.dom = make("div", { className: "file adding" }, this.name, this.note, this.select, this.bar, this.retry, this.off, this.token, this.problem);
      this.sending = new Sending(file, {
        address: block.dataset.uploads, csrf, token: about.token ?? "",
        query: () => `kind=${this.about.kind}`,
        progress: (part) => (this.bar.value = part),
        begun: (token) => { this.about.token = token; keep(); },
      });
      this.select.addEventListener("change", (event) => { event.stopPropagation(); this.sort(this.select.value, true); });
      this.retry.addEventListener("click", () => this.start());
      this.off.addEventListener("click", () => this.leave());
      lines.add(this);
      this.sort(about.kind);
    }

    get file() { return this.sending.file; }

    // Put the line where its kind belongs; a finished file gets a token for its new kind.
    sort(kind, focus = false) {
      const before = this.dom.closest("[data-paper]");
      this.about.kind = this.select.value = kind;
      const row = rowOf(kind);
      (row ? row.querySelector(".files") : unsorted).append(this.dom);
      unsorted.hidden = !unsorted.children.length;
      const fold = row?.closest("details");
      if (fold) fold.open = true;
      if (focus) this.select.focus();
      mark(before);
      keep();
      if (this.state) this.start();
    }

    say(sentence) { this.problem.textContent = sentence; said.textContent = `${this.about.name}：${sentence}`; }

    start() {
      this.state = null;
      this.problem.textContent = "";
      this.retry.hidden = true;
      this.token.disabled = true;
      if (this.about.size > most) return this.failed(new Error(`文件大小为 ${megabytes(this.about.size)}，超过单个文件 ${megabytes(most)} 的上限，请压缩或分成几个文件后再添加。`), true);
      if (window.photoFirst?.(this, this.file, () => this.start())) return;
      this.queued = true;
      next();
    }

    async run() {
      this.queued = false;
      running += 1;
      this.busy = true;
      this.bar.hidden = false;
      try {
        const kind = this.about.kind;
        this.done(await this.sending.run(), kind);
      } catch (error) {
        if (lines.has(this)) this.failed(error);
      }
      this.busy = false;
      running -= 1;
      next();
      settle();
    }

    done(state, kind) {
      if (kind !== this.about.kind) return this.start();
      this.state = state;
      this.bar.hidden = true;
      this.off.textContent = "移除";
      const link = make("a", { href: state.url, target: "_blank", textContent: state.name });
      link.dataset.view = state.type;
      this.name.replaceWith((this.name = link));
      this.note.textContent = [`${megabytes(this.about.size)} · 保存后生效`, ...state.notes].join(" · ");
      if (!kind) return this.say("请选择这个文件的资料种类。");
      this.token.value = state.staged;
      this.token.disabled = false;
      mark(rowOf(kind));
      said.textContent = `${this.about.name} 已添加为 ${labelOf(rowOf(kind))}，保存后生效。`;
      this.token.dispatchEvent(new Event("change", { bubbles: true }));
    }

    failed(error, forGood = false) {
      if (error.state) this.bar.value = error.state.offset / this.about.size;
      this.say(error.message);
      this.retry.hidden = forGood;
      this.retry.textContent = this.file ? "重试" : "选择文件";
      if (!this.file) this.retry.onclick = () => chooser.click();
      keep();
    }

    leave() {
      const row = this.dom.closest("[data-paper]");
      const next = row?.querySelector("[type=file]") ?? choose;
      lines.delete(this);
      this.sending.drop();
      this.dom.remove();
      unsorted.hidden = !unsorted.children.length;
      mark(row);
      said.textContent = `${this.about.name} 已移除。`;
      next.focus();
      keep();
      form.dispatchEvent(new Event("change", { bubbles: true }));
      settle();
    }
  }

  function next() {
    for (const line of lines) if (running < AT_ONCE && line.queued) line.run();
  }

  function add(files, kind = "") {
    for (const file of files) {
      const half = [...lines].find((line) => !line.file && line.about.name === file.name && line.about.size === file.size);
      if (half) half.sending.file = file;
      (half ?? new Line(file, { name: file.name, size: file.size, kind: kind || guess(file.name) })).start();
    }
  }

  block.addEventListener("change", (event) => {
    if (event.target.type !== "file") return;
    add([...event.target.files], event.target.closest("[data-paper]")?.dataset.paper);
    event.target.value = "";
  });

  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault(); // a file dropped beside the block must not take the form's place
      const inside = block.contains(event.target);
      for (const one of [zone, ...rows]) one.classList.toggle("over", kind === "dragover" && inside && (one === zone || one.contains(event.target)));
      if (kind === "drop" && inside) add([...event.dataTransfer.files], event.target.closest("[data-paper]")?.dataset.paper);
    });
  }

  // 保存 waits for the files on their way and then goes on by itself; a file in trouble is looked at first.
  function settle() {
    if (!waiting || [...lines].some((line) => line.busy || line.queued)) return;
    const button = waiting;
    waiting = null;
    form.requestSubmit(button.isConnected ? button : undefined);
  }

  form.addEventListener("submit", (event) => {
    const open = [...lines].filter((line) => line.busy || line.queued);
    const wrong = [...lines].find((line) => !open.includes(line) && line.token.disabled);
    if (!open.length && !wrong) return sessionStorage.removeItem(store);
    event.preventDefault();
    event.stopImmediatePropagation();
    if (wrong) {
      wrong.say(wrong.problem.textContent || "请选择这个文件的资料种类。");
      wrong.dom.scrollIntoView({ block: "center" });
      (wrong.state ? wrong.select : wrong.retry.hidden ? wrong.off : wrong.retry).focus();
      return;
    }
    waiting = event.submitter;
    said.textContent = "文件还在添加，完成后自动保存。";
    said.className = "hint warn in";
  }, true);

  try {
    for (const about of JSON.parse(sessionStorage.getItem(store)) ?? []) new Line(null, about).start();
  } catch {
    // A store that is forbidden or unreadable: nothing to go on with.
  }
}

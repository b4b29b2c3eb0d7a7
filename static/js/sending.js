// For pages with files: how an element is made, and how a file is sent: in pieces, going on where the server stopped: after a cut line, a retry, a reload of the page.
function make(tag, props = {}, ...children) {
  const one = Object.assign(document.createElement(tag), props);
  one.append(...children);
  return one;
}

const megabytes = (bytes) => `${Math.max(0.1, bytes / 1048576).toFixed(1)} MB`;

class Sending {
  static TRIES = 3;

  // `address` is where uploads begin; `csrf` and `query` are asked anew for each request.
  constructor(file, { address, csrf, query = () => "", token = "", progress = () => {}, begun = () => {} }) {
    Object.assign(this, { file, address, csrf, query, token, progress, begun, stopped: false });
  }

  // The server's last answer once the file is whole and taken; throws an Error with a sentence for the person.
  async run() {
    this.stopped = false;
    for (let tries = 0, best = -1; ; ) {
      try {
        let state = this.token ? await this.ask("GET") : await this.begin();
        while (!state.done) {
          if (state.offset > best) [best, tries] = [state.offset, 0];
          if (!this.file) throw Object.assign(new Error("请重新选择这个文件，将从已传到的部分继续。"), { final: true, state });
          const piece = this.file.slice(state.offset, state.offset + state.piece);
          state = await this.ask("POST", piece, state.offset);
        }
        return state;
      } catch (error) {
        if (error.code === "upload_gone" && this.file) this.token = "";
        if (this.stopped || error.final || ++tries >= Sending.TRIES) throw error;
        await new Promise((wake) => setTimeout(wake, 800 * tries));
      }
    }
  }

  stop() {
    this.stopped = true;
    this.xhr?.abort();
  }

  // Tell the server that the file is not wanted any more; what it does not hear, it forgets within a day.
  drop() {
    this.stop();
    if (this.token) this.request("DELETE", `${this.address}${this.token}/`).catch(() => {});
  }

  async begin() {
    const about = new URLSearchParams({ name: this.file.name, size: this.file.size });
    const state = await this.request("POST", this.address, about);
    this.token = state.token;
    this.begun(this.token);
    return state;
  }

  ask(method, body, offset) {
    return this.request(method, `${this.address}${this.token}/?${this.query()}`, body, offset);
  }

  request(method, address, body, offset) {
    return new Promise((resolve, reject) => {
      const xhr = (this.xhr = new XMLHttpRequest());
      xhr.open(method, address);
      xhr.setRequestHeader("Accept", "application/json");
      xhr.setRequestHeader("X-CSRFToken", this.csrf());
      if (offset !== undefined) {
        xhr.setRequestHeader("Content-Type", "application/octet-stream");
        xhr.setRequestHeader("Upload-Offset", offset);
        xhr.upload.onprogress = (event) => this.progress(Math.min(1, (offset + event.loaded) / this.file.size));
      }
      const fail = (sentence, more = {}) => reject(Object.assign(new Error(sentence), more));
      xhr.onerror = () => fail("网络中断，请检查网络后点“重试”，将从已传到的部分继续。");
      xhr.onabort = () => fail("已取消。", { final: true });
      xhr.onload = () => {
        let said = {};
        try {
          said = JSON.parse(xhr.responseText || "{}");
        } catch {
          // A page instead of data: a proxy's, or an error's; the status tells enough.
        }
        if (xhr.status < 300) return resolve(said);
        const again = xhr.status >= 500 || ["upload_offset", "upload_gone"].includes(said.code);
        fail(said.detail || "服务器暂时没有收下这个文件，请稍后点“重试”。", { code: said.code, final: !again });
      };
      xhr.send(body);
    });
  }
}

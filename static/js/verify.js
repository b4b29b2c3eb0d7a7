// 证照查验: a certificate's file is hashed here and only its SM3 sent; codes are scanned where the browser itself can.
// Without this script the file is posted and hashed by the server, and the phone's own scanner opens a plate's address.
{
  const files = document.querySelector("[data-file-check]");
  const chooser = files.elements.file;
  const said = document.getElementById("file-said");
  const most = Number(files.dataset.most);

  async function compare(file) {
    if (!file) return (said.textContent = "请先选择电子证照文件。");
    if (file.size > most) return (said.textContent = `文件超过 ${Math.round(most / 1048576)} MB，不会是电子证照。请重新选择。`);
    try {
      const sm3 = await sm3Of(file, (part) => (said.textContent = `正在计算摘要… ${Math.round(100 * part)}%`));
      location.assign(`${files.action}?sm3=${sm3}`);
    } catch {
      said.textContent = "文件读取失败，可能已被移动或删除。请重新选择。";
    }
  }

  files.addEventListener("submit", (event) => {
    event.preventDefault();
    compare(chooser.files[0]);
  });
  const card = files.closest(".file-check");
  document.querySelector("main").addEventListener("dragover", (event) => {
    event.preventDefault();
    card.classList.add("over");
  });
  document.querySelector("main").addEventListener("dragleave", (event) => event.currentTarget.contains(event.relatedTarget) || card.classList.remove("over"));
  document.querySelector("main").addEventListener("drop", (event) => {
    event.preventDefault();
    card.classList.remove("over");
    compare(event.dataTransfer.files[0]);
  });

  const form = document.querySelector("[data-check]");
  if (form && "BarcodeDetector" in window && navigator.mediaDevices) offerScan(form);

  // 扫一扫: the camera until a code is read; what it says goes the way of typed text.
  function offerScan(form) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: "扫一扫" });
    const video = Object.assign(document.createElement("video"), { playsInline: true, muted: true, hidden: true, className: "scan" });
    const note = Object.assign(document.createElement("div"), { className: "hint" });
    note.setAttribute("role", "status");
    form.querySelector("#number").after(button);
    form.querySelector("#number-hint").after(video, note);
    let stream = null;
    const stop = () => {
      stream?.getTracks().forEach((track) => track.stop());
      stream = null;
      video.hidden = true;
      [button.textContent, note.textContent] = ["扫一扫", ""];
    };
    const look = async (detector) => {
      if (!stream) return;
      const [code] = await detector.detect(video).catch(() => []);
      if (!code) return setTimeout(look, 200, detector);
      stop();
      location.assign(`${form.action}?${new URLSearchParams({ number: code.rawValue.slice(0, form.elements.number.maxLength), serial: form.elements.serial.value })}`);
    };
    button.addEventListener("click", async () => {
      if (stream) return stop();
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
        Object.assign(video, { srcObject: stream, hidden: false });
        await video.play();
        [button.textContent, note.textContent] = ["停止", "请把二维码对准画面中央。"];
        look(new BarcodeDetector({ formats: ["qr_code"] }));
      } catch {
        stop();
        note.textContent = "无法使用摄像头。请允许使用后再试，或用手机自带的扫一扫。";
      }
    });
  }
}

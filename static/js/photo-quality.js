// Whether a photo of a nameplate or certificate can be read, told before it is sent: too small, dark, blurred, cut off. The
// server measures alike (vision.quality) what comes without this script. What a browser cannot open is left to the server.
const PHOTO_KINDS = ["nameplate_photo", "old_certificate", "quality_certificate"];
const LEAST_SIDE = 900, LOOKED_AT = 1000; // pixels of the long side: as it is; of the copy that is measured
const DARK_MEAN = 35, DARK_LIGHTS = 70; // of 255: the mean, and what the lightest tenth does not reach
const BLURRED = 55, TILES = 8; // the sharpest tenth of the tiles varies less around its neighbours
const RUNS_OUT = 0.7, EDGE = 0.012; // a strip at the edge as rich in edges as the richest parts inside

const PHOTO_WORDS = {
  small: "照片太小，文字可能认不出，请靠近一些重拍。",
  dark: "照片太暗，请打开闪光灯或到光线好的地方重拍。",
  blurred: "照片模糊，请拿稳手机、对准文字点按屏幕对焦后重拍。",
  cut: "画面边上的字可能不完整，请退后一点，把整块铭牌或整张证书拍进画面。",
};

// The sentences for a photo of these kinds; none where nothing is wrong, or nothing can be told.
async function photoDoubts(file) {
  const picture = file.type.startsWith("image/") && (await createImageBitmap(file).catch(() => null));
  if (!picture) return [];
  const long = Math.max(picture.width, picture.height), scale = Math.min(1, LOOKED_AT / long);
  const [width, height] = [picture.width, picture.height].map((side) => Math.max(TILES * 4, Math.round(side * scale)));
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const paper = canvas.getContext("2d", { willReadFrequently: true });
  paper.imageSmoothingQuality = "high";
  paper.drawImage(picture, 0, 0, width, height);
  picture.close();
  const grey = greyOf(paper.getImageData(0, 0, width, height).data);
  const varies = variesIn(edgesOf(grey, width, height), width);
  const found = [long < LEAST_SIDE && "small", isDark(grey) && "dark"];
  const part = (side, at) => 2 + Math.floor(((side - 4) * at) / TILES), tiles = [];
  for (let y = 0; y < TILES; y += 1) for (let x = 0; x < TILES; x += 1) tiles.push(varies(part(width, x), part(height, y), part(width, x + 1), part(height, y + 1)));
  tiles.sort((a, b) => a - b);
  const flat = tiles[Math.floor(tiles.length * 0.2)], sharpest = tiles[Math.floor(tiles.length * 0.9)];
  const thick = Math.max(Math.floor(Math.max(width, height) * EDGE), 6);
  const runsOut = [0, 2, 4, 6].some((at) => {
    const [x, right, y, low] = [part(width, at), part(width, at + 2), part(height, at), part(height, at + 2)];
    const strips = [[x, 2, right, thick], [x, height - thick, right, height - 2], [2, y, thick, low], [width - thick, y, width - 2, low]];
    return strips.some((strip) => varies(...strip) > flat + RUNS_OUT * (sharpest - flat));
  });
  found.push(sharpest < BLURRED ? "blurred" : runsOut && "cut");
  return found.filter(Boolean).map((code) => PHOTO_WORDS[code]);
}

const greyOf = (data) => Float32Array.from({ length: data.length / 4 }, (_none, at) => 0.299 * data[4 * at] + 0.587 * data[4 * at + 1] + 0.114 * data[4 * at + 2]);

function isDark(grey) {
  const sorted = Float32Array.from(grey).sort();
  return grey.reduce((sum, one) => sum + one, 0) / grey.length < DARK_MEAN && sorted[Math.floor(sorted.length * 0.9)] < DARK_LIGHTS;
}

function edgesOf(grey, width, height) {
  const edges = new Float32Array(grey.length);
  for (let at = width + 1; at < width * (height - 1) - 1; at += 1) edges[at] = Math.max(-128, Math.min(127, grey[at - 1] + grey[at + 1] + grey[at - width] + grey[at + width] - 4 * grey[at]));
  return edges;
}

const variesIn = (edges, width) => (left, top, right, low) => {
  let sum = 0, squares = 0;
  for (let y = top; y < low; y += 1) for (let x = left; x < right; x += 1) [sum, squares] = [sum + edges[y * width + x], squares + edges[y * width + x] ** 2];
  const count = Math.max(1, (right - left) * (low - top));
  return squares / count - (sum / count) ** 2;
};

// Look at a page's file once before it is sent; false where it may go at once. What is wrong is said at the file, and
// its 重试 becomes 仍然上传: `go` sends it then, or where nothing is wrong.
function photoFirst(line, file, go) {
  if (line.looked || !file || !PHOTO_KINDS.includes(line.about.kind)) return false;
  line.looked = true;
  photoDoubts(file).then((doubts) => {
    if (!line.dom.isConnected) return;
    if (!doubts.length) return void go();
    (line.say ?? line.fail).call(line, doubts.join(""));
    line.retry.hidden = false;
    line.retry.textContent = "仍然上传";
  });
  return true;
}

// Pictures that will go with a text: read from a file, shown small, sent as they are.

import { element } from "./names.js";
import { word } from "./words.js";

const SMALL = 128; // pixels of the preview, twice what is seen

export class Tray {
  #place;
  #changed;
  #pictures = [];

  constructor(place, changed) {
    this.#place = place;
    this.#changed = changed;
  }

  get addresses() { return this.#pictures.map(({ address }) => address); }

  // Rejects what is no picture.
  async add(file) {
    const bitmap = await createImageBitmap(file);
    this.#pictures.push({ bitmap, address: await read(file) });
    this.show();
  }

  empty() {
    this.#pictures = [];
    this.show();
  }

  show() {
    this.#place.hidden = !this.#pictures.length;
    this.#place.replaceChildren(...this.#pictures.map((one) => this.#preview(one)));
    this.#changed();
  }

  // A canvas, because a page that loads nothing from elsewhere may not load a preview by address.
  #preview(one) {
    const canvas = element("canvas");
    const scale = SMALL / Math.max(one.bitmap.width, one.bitmap.height);
    canvas.width = Math.max(1, one.bitmap.width * scale);
    canvas.height = Math.max(1, one.bitmap.height * scale);
    const pen = canvas.getContext("2d");
    pen.imageSmoothingQuality = "high";
    pen.drawImage(one.bitmap, 0, 0, canvas.width, canvas.height);
    const remove = element("button", "small", "✕");
    remove.type = "button";
    remove.title = word("without_picture");
    remove.setAttribute("aria-label", remove.title);
    remove.addEventListener("click", () => {
      this.#pictures = this.#pictures.filter((other) => other !== one);
      this.show();
    });
    const item = element("span", "taken");
    item.append(canvas, remove);
    return item;
  }
}

const read = (file) => new Promise((done, failed) => {
  const reader = new FileReader();
  reader.onload = () => done(reader.result);
  reader.onerror = failed;
  reader.readAsDataURL(file);
});

// The screen of one telephone: everything that happened to it, in order.

import { called, clock, element, lasting } from "./names.js";
import { word } from "./words.js";

const NEAR = 40; // pixels from the end at which one is still reading the end

export class Screen {
  #list;
  #shown = new Map();
  #atEnd = true;

  constructor(list) {
    this.#list = list;
    list.addEventListener("scroll", () => {
      this.#atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR;
    });
    // Also when the keypad takes some of its room, or a picture has come.
    new ResizeObserver(() => this.#follow()).observe(list);
    list.addEventListener("load", () => this.#follow(), true);
  }

  // Only what is new or has changed is touched, so that a screen reader says each thing once.
  show(story) {
    const wanted = story.length ? story : [{ id: 0, kind: "nothing" }];
    const ids = new Set(wanted.map((moment) => moment.id));
    for (const [id, { item }] of this.#shown) {
      if (ids.has(id)) continue;
      item.remove();
      this.#shown.delete(id);
    }
    wanted.forEach((moment, place) => this.#put(moment, place));
    this.#follow();
  }

  // The end is always in view, unless somebody reads further up.
  #follow() {
    if (this.#atEnd) this.#list.scrollTop = this.#list.scrollHeight;
  }

  // In another language everything is written anew.
  clear() {
    this.#shown.clear();
    this.#list.replaceChildren();
  }

  #put(moment, place) {
    const facts = JSON.stringify([moment, called(moment.other), called(moment.by)]);
    const known = this.#shown.get(moment.id);
    if (known?.facts === facts) return;
    const item = written(moment);
    this.#shown.set(moment.id, { item, facts });
    if (known) known.item.replaceWith(item);
    else this.#list.insertBefore(item, this.#list.children[place] ?? null);
  }
}

const KINDS = {
  nothing: () => element("li", "quiet", word("nothing")),
  placed: (moment) => line(moment, word("story_placed", { other: called(moment.other) })),
  rings: (moment) => line(moment, word("story_rings", { other: called(moment.other) })),
  status: (moment) => line(moment, word(`story_${moment.status}`, { seconds: lasting(moment.seconds ?? 0) })),
  heard: (moment) => (moment.url ? sound(moment) : words(moment, "heard")),
  signal: (moment) => element("li", "sound", word(`signal_${moment.signal}`)),
  said: (moment) => words(moment, "said mine"),
  pressed: (moment) => key(moment),
  sent: (moment) => text(moment, "text mine"),
  received: (moment) => text(moment, "text"),
};

const written = (moment) => KINDS[moment.kind](moment);

function line(moment, said) {
  const item = element("li", "event", said);
  item.append(" ", time(moment));
  return item;
}

function time(moment) {
  const made = element("time", "", clock(moment.at));
  made.dateTime = moment.at;
  return made;
}

function words(moment, kind) {
  const item = element("li", kind);
  if (moment.by) item.append(element("b", "", called(moment.by)));
  const said = element("q", "", moment.text);
  if (moment.language) said.lang = moment.language;
  item.append(said);
  return item;
}

function sound(moment) {
  const name = moment.url.split("/").pop() || moment.url;
  return element("li", "sound", word("sound", { name }));
}

function key(moment) {
  const item = element("li", "key mine");
  const cap = element("kbd", "", moment.key);
  cap.setAttribute("aria-label", word("key", { key: moment.key }));
  item.append(cap);
  return item;
}

function text(moment, kind) {
  const item = element("li", kind);
  const head = element("small", "", `SMS · ${called(moment.other)} · `);
  head.append(time(moment));
  item.append(head);
  if (moment.text) item.append(element("p", "", moment.text));
  for (const address of moment.pictures) item.append(picture(address));
  return item;
}

function picture(address) {
  const link = element("a", "picture");
  link.href = address;
  link.target = "_blank";
  const image = element("img");
  image.src = address;
  image.alt = word("a_picture");
  link.append(image);
  return link;
}

// One telephone of the page: what its buttons do, and how it shows how things stand.

import { Calls, phaseOf } from "./calls.js";
import { nameOf } from "./names.js";
import { ask } from "./network.js";
import { keep } from "./people.js";
import { Tray } from "./pictures.js";
import { Screen } from "./screen.js";
import { beep, hasEar, hasVietnamese, hear, readAloud, ring } from "./sound.js";
import { knows, translate, word } from "./words.js";

const aloud = (moment) => (moment.signal ? beep() : readAloud(moment.text, moment.language));

const template = document.getElementById("handset").content;

export class Phone {
  #calls = [];
  #muted = false;
  #read = null; // the last moment that was read aloud
  #story = [];

  // `changed` is called when the page should look at the network again.
  constructor(person, changed) {
    this.person = person;
    this.root = template.firstElementChild.cloneNode(true);
    this.changed = changed;
    this.screen = new Screen(this.part(".screen"));
    this.bars = new Calls(this.part(".calls"));
    this.tray = new Tray(this.part(".tray"), () => this.#offer());
    this.part(".number").value = person.number;
    this.part(".to").value = person.to;
    this.part(".dictate").hidden = !hasEar();
    this.root.addEventListener("click", (event) => this.#clicked(event.target.closest("button")));
    this.root.addEventListener("submit", (event) => { event.preventDefault(); this.dial(); });
    this.root.addEventListener("change", (event) => this.#edited(event.target));
    this.root.addEventListener("input", () => { this.part(".problem").textContent = ""; });
    // A mouse on the keypad leaves the keyboard where it was: with the telephone.
    this.part(".keys").addEventListener("mousedown", (event) => { event.preventDefault(); this.root.focus(); });
    this.translate();
  }

  part(selector) { return this.root.querySelector(selector); }

  get words() { return this.part("textarea"); }

  // The call that keys, words and hanging up go to.
  get call() {
    return this.#calls.find((call) => phaseOf(call) === "talking") ?? this.#calls.find((call) => phaseOf(call) === "dialling");
  }

  get ringing() { return this.#calls.find((call) => phaseOf(call) === "ringing"); }

  get talking() { return this.call !== undefined && phaseOf(this.call) === "talking"; }

  // What it is doing, in a word that style sheets know too.
  get state() {
    if (this.talking) return "talking";
    if (this.ringing) return "ringing";
    return this.call ? "dialling" : "idle";
  }

  // --- showing -----------------------------------------------------------------------------

  show({ calls, story }, now) {
    const rang = this.ringing?.sid;
    this.#calls = calls;
    this.#story = story;
    if (!this.call) this.#muted = false;
    this.root.dataset.state = this.state;
    this.bars.show(calls, this.#muted, now);
    this.screen.show(story);
    this.part(".dial").hidden = calls.length > 0;
    this.part(".keys").hidden = !this.call;
    this.#offer();
    this.#sound();
    return this.ringing !== undefined && this.ringing.sid !== rang;
  }

  // What Enter does with the words stands out; a picture can only be sent.
  get speaks() { return this.talking && !this.tray.addresses.length; }

  #offer() {
    this.part(".say").disabled = !this.talking;
    this.part(".say").classList.toggle("main", this.speaks);
    this.part(".write").classList.toggle("main", !this.speaks);
  }

  // Whose it is; also when others came and went, for who has no name is counted.
  label() {
    const name = nameOf(this.person);
    this.part(".name").value = name;
    this.root.setAttribute("aria-label", word("phone_of", { name, number: this.person.number }));
  }

  translate() {
    translate(this.root);
    this.label();
    const speaker = this.part(".speaker");
    speaker.title = word(hasVietnamese() ? "speaker" : "no_voice");
    speaker.setAttribute("aria-label", speaker.title);
    speaker.setAttribute("aria-pressed", String(this.person.loud));
    this.screen.clear();
    this.bars.clear();
    this.tray.show();
    this.part(".problem").textContent = "";
  }

  #sound() {
    ring(this, this.person.loud && this.ringing !== undefined);
    const heard = this.#story.filter((moment) => moment.text ? moment.kind === "heard" : moment.signal === "beep");
    const last = heard.at(-1)?.id ?? 0;
    if (this.#read !== null && this.person.loud) heard.filter((moment) => moment.id > this.#read).forEach(aloud);
    this.#read = last;
  }

  // --- doing -------------------------------------------------------------------------------

  async attempt(deed) {
    try {
      await deed();
      this.part(".problem").textContent = "";
    } catch (problem) {
      const name = `problem_${problem.status}`;
      this.part(".problem").textContent = word(knows(name) ? name : "problem");
    }
    this.changed();
  }

  dial() {
    if (this.state !== "idle") return;
    this.attempt(() => ask("/_sim/calls", { from: this.person.number, to: this.part(".to").value.trim() }));
  }

  act(deed, call) {
    if (call) this.attempt(() => ask(`/_sim/calls/${call.sid}/${deed}`, {}));
  }

  press(digits) {
    if (this.call) this.attempt(() => ask(`/_sim/calls/${this.call.sid}/press`, { digits }));
  }

  say() {
    const text = this.words.value.trim();
    if (!text || !this.talking) return;
    if (this.#muted) {
      this.part(".problem").textContent = word("muted_words");
      return;
    }
    this.words.value = "";
    this.attempt(() => ask(`/_sim/calls/${this.call.sid}/say`, { text }));
  }

  // What could not be sent stays written.
  write() {
    const body = this.words.value.trim(), media = this.tray.addresses;
    if (!body && !media.length) return;
    this.attempt(async () => {
      await ask("/_sim/messages", { from: this.person.number, to: this.part(".to").value.trim(), body, media });
      this.words.value = "";
      this.tray.empty();
    });
  }

  mute() {
    this.#muted = !this.#muted;
    this.changed();
  }

  async #dictate() {
    const button = this.part(".dictate");
    button.setAttribute("aria-pressed", "true");
    await hear().then((text) => {
      this.words.value = text;
      this.say();
    }, () => { this.part(".problem").textContent = word("no_dictation"); });
    button.setAttribute("aria-pressed", "false");
  }

  #clicked(button) {
    if (!button) return;
    const { key, act, sid } = button.dataset;
    if (key) this.press(key);
    else if (act === "mute") this.mute();
    else if (act === "say") this.say();
    else if (act === "write") this.write();
    else if (act) this.act(act, { sid });
    else if (button.matches(".dictate")) this.#dictate();
    else if (button.matches(".speaker")) this.#loud();
  }

  #loud() {
    this.person.loud = !this.person.loud;
    this.part(".speaker").setAttribute("aria-pressed", String(this.person.loud));
    keep();
    this.#sound();
  }

  #edited(field) {
    if (field.type === "file") {
      this.#takePictures(field);
      return;
    }
    if (!field.matches(".name, .number, .to")) return;
    if (field.matches(".name")) this.#rename(field.value.trim());
    else this.person[field.matches(".to") ? "to" : "number"] = field.value.trim();
    keep();
    this.label();
    this.changed();
  }

  // What it is called without a name is translated, so it is not kept as one.
  #rename(name) {
    this.person.name = "";
    if (name !== nameOf(this.person)) this.person.name = name;
  }

  async #takePictures(field) {
    for (const file of field.files) {
      await this.tray.add(file).catch(() => { this.part(".problem").textContent = word("no_picture"); });
    }
    field.value = "";
  }
}

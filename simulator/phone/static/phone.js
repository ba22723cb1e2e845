"use strict";

const LANGUAGES = ["vi", "en"];
const STATES = {
  vi: { queued: "đang chờ", initiated: "đang nối", ringing: "đang đổ chuông", "in-progress": "đang nói chuyện",
        completed: "đã kết thúc", busy: "máy bận", "no-answer": "không trả lời", failed: "không gọi được", canceled: "đã hủy" },
  en: { queued: "waiting", initiated: "connecting", ringing: "ringing", "in-progress": "talking",
        completed: "ended", busy: "busy", "no-answer": "no answer", failed: "failed", canceled: "canceled" },
};
const FIRST_NUMBERS = ["+84912345678", "+84900000001"];
let language = "vi";

async function ask(path, body) {
  const options = body === undefined ? {} : {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  };
  const answer = await fetch(`/_sim${path}`, options);
  const read = await answer.json();
  if (!answer.ok) throw new Error(read.error);
  return read;
}

function speakLanguage(root) {
  for (const one of root.querySelectorAll(`[data-${language}]`)) one.textContent = one.dataset[language];
  for (const one of root.querySelectorAll(`[data-${language}-placeholder]`)) {
    one.placeholder = one.dataset[`${language}Placeholder`];
  }
}

function line(tag, text, kind) {
  const made = document.createElement(tag);
  made.textContent = text;
  if (kind) made.className = kind;
  return made;
}

class Phone {
  constructor(number) {
    this.root = document.getElementById("phone").content.firstElementChild.cloneNode(true);
    this.own = this.part(".number");
    this.own.value = number;
    this.call = null;
    this.shown = "";
    this.root.addEventListener("click", (event) => this.clicked(event.target.closest("button")));
    this.root.addEventListener("submit", (event) => this.submitted(event));
    this.own.addEventListener("change", () => { this.call = null; this.look(); });
    speakLanguage(this.root);
  }

  part(selector) { return this.root.querySelector(selector); }

  async attempt(action) {
    try {
      await action();
      this.part(".problem").textContent = "";
      await this.look();
    } catch (problem) {
      this.part(".problem").textContent = problem.message;
    }
  }

  clicked(button) {
    if (!button || !this.call) return;
    if (button.dataset.key) this.attempt(() => ask(`/calls/${this.call}/press`, { digits: button.dataset.key }));
    if (button.dataset.act) this.attempt(() => ask(`/calls/${this.call}/${button.dataset.act}`, {}));
  }

  submitted(event) {
    event.preventDefault();
    const form = event.target;
    const field = form.querySelector("input, textarea");
    const words = field.value;
    const [from, to] = [this.own.value, this.part(".to").value];
    if (form.matches(".dial")) this.attempt(async () => { this.call = (await ask("/calls", { from, to })).sid; });
    if (form.matches(".say") && words) this.attempt(() => ask(`/calls/${this.call}/say`, { text: words }));
    if (form.matches(".text") && words) this.attempt(() => ask("/messages", { from, to, body: words }));
    if (!form.matches(".dial")) field.value = "";
  }

  async look() {
    if (!this.own.value) return;
    const seen = await ask(`/numbers/${encodeURIComponent(this.own.value)}`);
    if (seen.calls.length) this.call = seen.calls.at(-1).sid;
    const call = this.call ? await ask(`/calls/${this.call}`) : null;
    const now = JSON.stringify([seen, call, language]);
    if (now === this.shown) return;
    this.shown = now;
    this.showCall(call);
    this.showTexts(seen);
  }

  showCall(call) {
    const incoming = call !== null && call.direction !== "inbound" && call.state === "ringing";
    const talking = call !== null && (call.state === "in-progress" || (call.direction === "inbound" && call.state === "ringing"));
    this.part(".ringing").hidden = !incoming;
    this.part(".talking").hidden = !talking;
    this.part(".dial .go").hidden = incoming || talking;
    if (incoming) this.part(".ringing strong").textContent = call.from;
    const screen = this.part(".screen");
    screen.replaceChildren(...(call ? call.heard.map((one) => line("p", one.text ?? `♪ ${one.url}`)) : []));
    if (call) screen.append(line("p", STATES[language][call.state], "state"));
    screen.scrollTop = screen.scrollHeight;
  }

  showTexts(seen) {
    const all = [...seen.inbox.map((one) => [one, ""]), ...seen.sent.map((one) => [one, "mine"])];
    all.sort(([a], [b]) => a.at.localeCompare(b.at));
    const list = this.part(".texts");
    list.replaceChildren(...all.map(([one, kind]) => {
      const item = line("li", one.body, kind);
      item.append(line("small", `${kind ? one.to : one.from} · ${new Date(one.at).toLocaleTimeString(language)}`));
      return item;
    }));
    list.scrollTop = list.scrollHeight;
  }
}

const phones = [];

function add(number) {
  const phone = new Phone(number);
  phones.push(phone);
  document.getElementById("phones").append(phone.root);
}

async function tick() {
  try {
    const time = await ask("/clock");
    document.getElementById("clock").textContent = new Date(time.now).toLocaleString(language);
    await Promise.all(phones.map((phone) => phone.look()));
  } catch {
    document.getElementById("clock").textContent = "—";
  }
  setTimeout(tick, 700);
}

document.getElementById("add").addEventListener("click", () => add(""));
document.getElementById("later").addEventListener("click", () => ask("/clock", { forward: 60 }));
document.getElementById("language").addEventListener("click", (event) => {
  language = LANGUAGES[1 - LANGUAGES.indexOf(language)];
  document.documentElement.lang = language;
  event.target.textContent = language === "vi" ? "English" : "Tiếng Việt";
  event.target.lang = language === "vi" ? "en" : "vi";
  speakLanguage(document);
});
FIRST_NUMBERS.forEach(add);
tick();

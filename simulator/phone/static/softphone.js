// A page becomes a softphone of the SIMULATED network: `Twilio.Device` and `Twilio.Call`, with as much
// of the carrier's Voice library as a console needs, so that a page may load either the one or the other.
// There is no sound here: `call.say(text)` speaks, and the event `heard` tells what the others say.
"use strict";

(() => {
  const HOME = new URL("/_sim/softphones", document.currentScript.src).href;
  const AGAIN = 1000; // milliseconds until a lost registration is made again
  const NOT_A_KEY = /[^0-9*#w]/;
  const CALL_FAILED = 31005, CONNECTION_LOST = 53000;

  const error = (message, code) => Object.assign(new Error(message), { name: "VoiceError", code });

  async function ask(path, body = {}) {
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(HOME + path, { method: "POST", headers, body: JSON.stringify(body) })
      .catch(() => { throw error("the network cannot be reached", CONNECTION_LOST); });
    const read = await answer.json();
    if (answer.ok) return read;
    throw error(read.error, read.code ?? CALL_FAILED);
  }

  // A browser sends its requests side by side; here the end of a call never overtakes its last words.
  const inTurn = (send, done = Promise.resolve()) => (...asked) => {
    const answer = done.then(() => send(...asked));
    done = answer.catch(() => {});
    return answer;
  };

  class Emitter {
    #hearers = new Map();
    #of(event) { return this.#hearers.get(event) ?? []; }
    on(event, hear) { this.#hearers.set(event, [...this.#of(event), hear]); return this; }
    off(event, hear) { this.#hearers.set(event, this.#of(event).filter((one) => one !== hear)); return this; }
    once(event, hear) {
      const once = (...told) => { this.off(event, once); hear(...told); };
      return this.on(event, once);
    }
    removeAllListeners() { this.#hearers.clear(); return this; }
    emit(event, ...told) { for (const hear of this.#of(event)) hear(...told); }
  }

  class Call extends Emitter {
    static State = { Pending: "pending", Connecting: "connecting", Ringing: "ringing", Open: "open", Closed: "closed" };
    static CallDirection = { Incoming: "INCOMING", Outgoing: "OUTGOING" };
    #ask; #status;
    #muted = false;
    #heard = 0;

    // `ask(act, body)` does something with this call at the network; what was told before `since`
    // knows nothing of it.
    constructor({ parameters, params, outgoing, since, ask: reach }) {
      super();
      this.parameters = parameters;
      this.customParameters = new Map(Object.entries(params ?? {}));
      this.direction = outgoing ? Call.CallDirection.Outgoing : Call.CallDirection.Incoming;
      this.since = since;
      this.#status = outgoing ? Call.State.Connecting : Call.State.Pending;
      this.#ask = inTurn(reach);
    }

    status() { return this.#status; }
    isMuted() { return this.#muted; }

    accept() {
      if (this.#status !== Call.State.Pending) return;
      this.#status = Call.State.Connecting;
      this.#ask("accept").catch((problem) => { this.#close("cancel"); this.emit("error", problem, this); });
    }

    reject() {
      if (this.#status !== Call.State.Pending) return;
      this.#try("reject");
      this.#close("reject");
    }

    // It rings on for everybody else.
    ignore() { if (this.#status === Call.State.Pending) this.#status = Call.State.Closed; }

    disconnect() {
      if ([Call.State.Pending, Call.State.Closed].includes(this.#status)) return;
      this.#try("hangup");
      this.#close("disconnect");
    }

    mute(shouldMute = true) {
      if (shouldMute === this.#muted) return;
      this.#muted = shouldMute;
      this.emit("mute", shouldMute, this);
    }

    sendDigits(digits) {
      if (NOT_A_KEY.test(digits)) throw error("Illegal character passed into sendDigits", 31000);
      this.#try("press", { digits });
    }

    // A muted microphone hears nothing.
    say(text) { if (!this.#muted && this.#status === Call.State.Open) this.#try("say", { text }); }

    // How the network says it stands; null when it is over, or somebody else's.
    stands(seen) {
      if (this.#status === Call.State.Closed) return;
      if (seen === null) this.#gone();
      else if (seen.state === "ringing") this.#rings();
      else if (seen.mine) this.#talks(seen.heard);
    }

    #gone() {
      const met = this.direction === Call.CallDirection.Outgoing || this.#status === Call.State.Open;
      this.#close(met ? "disconnect" : "cancel");
    }

    #rings() {
      if (this.direction !== Call.CallDirection.Outgoing || this.#status === Call.State.Ringing) return;
      this.#status = Call.State.Ringing;
      this.emit("ringing", false); // nothing is heard before somebody answers
    }

    #talks(heard) {
      if (this.#status !== Call.State.Open) {
        this.#status = Call.State.Open;
        this.emit("accept", this);
      }
      for (const words of heard.slice(this.#heard)) this.emit("heard", words, this);
      this.#heard = heard.length;
    }

    #close(event) { this.#status = Call.State.Closed; this.emit(event, this); }

    #try(act, body) { this.#ask(act, body).catch((problem) => this.emit("error", problem, this)); }
  }

  class Device extends Emitter {
    static State = {
      Unregistered: "unregistered", Registering: "registering", Registered: "registered", Destroyed: "destroyed",
    };
    static isSupported = true;
    static isSimulated = true;
    #options; #token;
    #id = null; // of the registration that was the last
    #session = null; // a promise of it, once something was asked of the network
    #source = null; // of its events
    #standing = null; // what it said last
    #refresh = null;
    #calls = new Map();
    #farewell = () => this.destroy();

    constructor(token, options = {}) {
      super();
      if (typeof token !== "string") throw error('Parameter "token" must be of type "string".', 31000);
      this.#token = token;
      this.#options = { allowIncomingWhileBusy: false, tokenRefreshMs: 10000, ...options };
      this.state = Device.State.Unregistered;
      this.identity = null;
      addEventListener("pagehide", this.#farewell);
    }

    get token() { return this.#token; }
    get calls() { return [...this.#calls.values()].filter((call) => call.status() === Call.State.Pending); }

    get isBusy() {
      const idle = [Call.State.Pending, Call.State.Closed];
      return [...this.#calls.values()].some((call) => !idle.includes(call.status()));
    }

    async register() {
      if (this.state !== Device.State.Unregistered) {
        throw error(`Attempt to register when device is in state "${this.state}".`, 31000);
      }
      this.#become(Device.State.Registering);
      await this.#reach("/presence", { calls: true }).catch((problem) => {
        this.#become(Device.State.Unregistered);
        this.emit("error", problem);
        throw problem;
      });
      this.#become(Device.State.Registered);
    }

    async unregister() {
      await this.#reach("/presence", { calls: false });
      this.#become(Device.State.Unregistered);
    }

    async connect({ params = {} } = {}) {
      if (this.state === Device.State.Destroyed) throw error("Device has been destroyed.", 31000);
      if (this.isBusy) throw error("A Call is already active", 31000);
      const made = await this.#reach("/calls", { params });
      for (const waiting of this.calls) waiting.ignore();
      return this.#begin({ sid: made.sid, from: `client:${this.identity}`, to: "", params }, made.latest);
    }

    disconnectAll() { for (const call of this.#calls.values()) call.disconnect(); }

    updateToken(token) {
      this.#token = token;
      if (!this.#session) return;
      this.#reach("/token", { token }).then((read) => this.#knows(read), (problem) => this.emit("error", problem));
    }

    destroy() {
      if (this.state === Device.State.Destroyed) return;
      // Sent even while the page is going away; the network declines and ends what is left.
      if (this.#id) navigator.sendBeacon(`${HOME}/${this.#id}/goodbye`);
      this.#source?.close();
      clearTimeout(this.#refresh);
      removeEventListener("pagehide", this.#farewell);
      for (const call of this.#calls.values()) call.stands(null);
      this.#become(Device.State.Destroyed);
      this.removeAllListeners();
    }

    // --- the network -----------------------------------------------------------------------

    async #reach(path, body) {
      this.#session ??= this.#open();
      this.#session.catch(() => { this.#session = null; });
      return ask(`/${await this.#session}${path}`, body);
    }

    async #open() {
      const read = await ask("", { token: this.#token });
      this.#knows(read);
      this.#source = new EventSource(`${HOME}/${read.id}/events`);
      this.#source.onmessage = (event) => this.#hear(JSON.parse(event.data));
      await new Promise((opened, refused) => {
        this.#source.onopen = opened;
        this.#source.onerror = () => this.#stumble(refused);
      });
      return (this.#id = read.id);
    }

    #knows({ identity, seconds }) {
      this.identity = identity;
      clearTimeout(this.#refresh);
      const left = Math.max(0, seconds * 1000 - this.#options.tokenRefreshMs);
      this.#refresh = setTimeout(() => this.emit("tokenWillExpire", this), Math.min(left, 2 ** 31 - 1));
    }

    // A connection that was lost comes back by itself; one that was refused begins anew.
    #stumble(refused) {
      if (this.#source?.readyState !== EventSource.CLOSED) return;
      const was = this.state, lost = error("the registration was lost", CONNECTION_LOST);
      this.#source = this.#session = this.#standing = null;
      for (const call of this.#calls.values()) call.stands(null);
      refused(lost);
      if (was !== Device.State.Registered) return;
      this.#become(Device.State.Unregistered);
      this.emit("error", lost);
      this.#again();
    }

    #again() {
      setTimeout(() => {
        if (this.state !== Device.State.Unregistered) return;
        this.register().catch((problem) => { if (problem.code === CONNECTION_LOST) this.#again(); });
      }, AGAIN);
    }

    #hear(standing) {
      this.#standing = standing;
      const seen = new Map(standing.calls.map((call) => [call.sid, call]));
      for (const [sid, call] of this.#calls) {
        if (standing.latest >= call.since) call.stands(seen.get(sid) ?? null);
        if (call.status() === Call.State.Closed && !seen.has(sid)) this.#calls.delete(sid);
      }
      for (const call of standing.calls) {
        if (!call.mine && !this.#calls.has(call.sid)) this.#rung(call, standing.latest);
      }
      if (standing.expired && this.state === Device.State.Registered) {
        this.#become(Device.State.Unregistered);
        this.emit("error", error("the token has expired", 20104));
      }
    }

    #rung(seen, since) {
      const busy = this.isBusy && !this.#options.allowIncomingWhileBusy;
      const call = this.#begin(seen, since, false);
      busy ? call.ignore() : this.emit("incoming", call);
    }

    #begin(seen, since, outgoing = true) {
      const call = new Call({
        parameters: { CallSid: seen.sid, From: seen.from, To: seen.to },
        params: seen.params, outgoing, since,
        ask: (act, body) => this.#reach(`/calls/${seen.sid}/${act}`, body),
      });
      this.#calls.set(seen.sid, call);
      if (outgoing) setTimeout(() => this.#standing && this.#hear(this.#standing)); // it may be over by now
      return call;
    }

    #become(state) {
      if (this.state === state) return;
      this.state = state;
      this.emit(state, this);
    }
  }

  globalThis.Twilio = { ...globalThis.Twilio, Device, Call };
})();

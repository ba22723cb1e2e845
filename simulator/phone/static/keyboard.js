// The keyboard: keys, Enter and Escape go to the telephone that has the focus.

const KEY = /^[0-9*#]$/;

// `phones` tells which telephones there are, in the order of the page.
export function obey(phones) {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    if (event.altKey) {
      jump(event, phones());
      return;
    }
    const phone = phones().find((one) => one.root.contains(event.target));
    if (phone) DEEDS[event.key]?.(event, phone) ?? press(event, phone);
  });
}

function jump(event, phones) {
  const phone = phones[Number(event.code.replace("Digit", "")) - 1];
  if (!event.code.startsWith("Digit") || !phone) return;
  event.preventDefault();
  phone.root.focus();
}

const typing = (event) => event.target.matches("input, textarea");

function press(event, phone) {
  if (!typing(event) && KEY.test(event.key)) phone.press(event.key);
}

const DEEDS = {
  Enter(event, phone) {
    if (event.target === phone.words && !event.shiftKey) {
      event.preventDefault();
      if (phone.speaks) phone.say();
      else phone.write();
    } else if (event.target === phone.root) {
      if (phone.ringing && !phone.talking) phone.act("answer", phone.ringing);
      else phone.dial();
    }
    return true;
  },

  // Out of a field first; then the call that rings is declined, or the one that is on ended.
  Escape(event, phone) {
    if (typing(event)) phone.root.focus();
    else if (phone.call) phone.act("hangup", phone.call);
    else phone.act("decline", phone.ringing);
    return true;
  },
};

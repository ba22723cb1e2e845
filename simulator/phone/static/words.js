// Every word of the page, Vietnamese first and English beside it.
const WORDS = {
  title: ["Điện thoại mô phỏng", "Simulated telephones"],
  simulated: ["MÔ PHỎNG", "SIMULATED"],
  made_up: ["Mọi thứ ở đây đều là mô phỏng: không có cuộc gọi hay tin nhắn nào rời khỏi máy này.",
            "Everything here is simulated: no call and no text leaves this machine."],
  keys_hint: ["Bàn phím: chọn một máy (Alt+1 đến Alt+9), rồi 0–9 * # để bấm phím, Enter để gọi hoặc nghe, Esc để gác máy hoặc từ chối.",
              "Keyboard: choose a phone (Alt+1 to Alt+9), then 0–9 * # for its keys, Enter to call or answer, Esc to hang up or decline."],
  time: ["Giờ của mạng", "Network time"],
  later: ["+1 phút", "+1 minute"],
  later_label: ["Cho giờ của mạng đi nhanh một phút", "Let one minute pass on the network"],
  live: ["Đang nối với mạng", "Connected to the network"],
  lost: ["Mất nối với mạng, đang thử lại…", "The network is lost, trying again…"],
  add: ["Thêm máy", "Add phone"],
  other_language: ["English", "Tiếng Việt"],
  jump: ["Các máy", "The phones"],

  child: ["Trẻ em", "Child"],
  counselor: ["Tư vấn viên", "Counselor"],
  police: ["Công an trực", "Police desk"],
  supervisor: ["Người phụ trách", "Supervisor"],
  phone: ["Máy %n", "Phone %n"],
  hotline: ["Đường dây nóng", "The hotline"],
  application: ["Ứng dụng", "The application"],
  phone_of: ["Điện thoại: %name, %number", "Phone: %name, %number"],

  name: ["Ai cầm máy này", "Who holds this phone"],
  number: ["Số của máy này, hoặc client:tên", "This phone's number, or client:name"],
  speaker: ["Loa: đổ chuông và đọc to những gì nghe được", "Speaker: ring, and read aloud what is heard"],
  no_voice: ["Loa: chỉ đổ chuông, vì trình duyệt này không có giọng tiếng Việt", "Speaker: rings only, for this browser has no Vietnamese voice"],
  remove: ["Bỏ máy này", "Remove this phone"],
  screen: ["Những gì máy này nghe và nhận", "What this phone heard and received"],
  nothing: ["Chưa có gì ở máy này.", "Nothing on this phone yet."],
  to: ["Gọi, nhắn đến", "Call or text"],
  call: ["Gọi", "Call"],
  answer: ["Nghe máy", "Answer"],
  decline: ["Từ chối", "Decline"],
  hangup: ["Gác máy", "Hang up"],
  mute: ["Tắt mic", "Mute"],
  unmute: ["Bật mic", "Unmute"],
  keypad: ["Bàn phím số", "Keypad"],
  words: ["Lời nói hoặc tin nhắn", "Words to say or to text"],
  words_hint: ["Gõ lời nói hoặc tin nhắn…", "Type what to say or text…"],
  say: ["Nói", "Say"],
  write: ["Nhắn tin", "Text"],
  picture: ["Thêm ảnh vào tin nhắn", "Add a picture to the text"],
  without_picture: ["Bỏ ảnh này", "Remove this picture"],
  a_picture: ["Ảnh trong tin nhắn", "Picture of the text"],
  dictate: ["Nói vào mic (trình duyệt có thể gửi tiếng nói đến hãng làm ra nó)", "Speak into the microphone (the browser may send your voice to its maker)"],

  rings: ["%other gọi đến", "%other is calling"],
  dials: ["Đang gọi %other…", "Calling %other…"],
  talks: ["Đang nói với %other", "Talking with %other"],
  ringing_at: ["Máy %name đổ chuông: %other gọi đến.", "%name's phone rings: %other is calling."],
  elsewhere: ["%number đang đổ chuông", "%number is ringing"],
  open_it: ["Mở máy đó", "Open that phone"],

  story_placed: ["Gọi %other", "Called %other"],
  story_rings: ["%other gọi đến", "%other called"],
  "story_in-progress": ["Đã nối máy", "Connected"],
  story_completed: ["Kết thúc sau %seconds", "Ended after %seconds"],
  story_busy: ["Máy bận", "Busy"],
  "story_no-answer": ["Không ai nghe máy", "Nobody answered"],
  story_failed: ["Không gọi được", "The call failed"],
  story_canceled: ["Đã thôi gọi", "The call was called off"],
  sound: ["Âm thanh: %name", "Sound: %name"],
  signal_beep: ["Tiếng bíp", "Beep"],
  signal_ringing: ["Chuông đang reo ở máy bên kia", "It rings at the other end"],
  key: ["Phím %key", "Key %key"],

  problem_400: ["Số hoặc phím này không dùng được.", "This number or key cannot be used."],
  problem_404: ["Mạng không có số này, hoặc cuộc gọi không còn nữa.", "The network has no such number, or the call is gone."],
  problem_409: ["Cuộc gọi không còn ở trạng thái đó.", "The call is no longer in that state."],
  problem_413: ["Ảnh quá lớn.", "The picture is too large."],
  problem: ["Mạng không trả lời. Hãy thử lại.", "The network does not answer. Try again."],
  muted_words: ["Mic đang tắt, không ai nghe được.", "The microphone is muted, nobody would hear it."],
  no_picture: ["Tệp này không phải là ảnh.", "This file is no picture."],
  no_dictation: ["Không nghe được mic.", "The microphone could not be heard."],

  journal: ["Nhật ký mạng mô phỏng", "Log of the simulated network"],
  technical: ["Cả phần kỹ thuật: webhook, REST", "The technical part too: webhooks, REST"],
  "log_call.created": ["%from gọi %to", "%from calls %to"],
  "log_call.status": ["%subject: cuộc gọi %status", "%subject: the call %status"],
  log_heard: ["%subject nghe: %words", "%subject hears: %words"],
  log_signal: ["%subject nghe: %signal", "%subject hears: %signal"],
  log_said: ["%subject nói: %words", "%subject says: %words"],
  "log_key.pressed": ["%subject bấm phím %key", "%subject presses %key"],
  "log_key.lost": ["%subject bấm phím %key, không ai chờ", "%subject presses %key, nobody waits for it"],
  "log_message.created": ["%from nhắn cho %to: %words", "%from texts %to: %words"],
  "log_message.status": ["Tin nhắn cho %subject: %status", "The text for %subject %status"],
  log_recording: ["%subject: đã ghi âm", "%subject: recorded"],
  log_bridged: ["%subject và %other nói chuyện", "%subject and %other talk"],
  "log_queue.joined": ["%subject vào hàng chờ %queue, có %size người", "%subject joins the line %queue, %size waiting"],
  "log_queue.left": ["%subject rời hàng chờ %queue, còn %size người", "%subject leaves the line %queue, %size waiting"],
  log_room: ["Phòng %room: %who %event", "Room %room: %who %event"],
  "log_softphone.registered": ["%subject mở điện thoại trên trình duyệt", "%subject opens a softphone"],
  "log_softphone.lost": ["%subject mất nối với điện thoại trên trình duyệt", "%subject lost touch with the softphone"],
  "log_softphone.gone": ["%subject đóng điện thoại trên trình duyệt", "%subject closes a softphone"],
  "log_webhook.sent": ["Hỏi ứng dụng (%webhook): %url", "Ask the application (%webhook): %url"],
  "log_webhook.answered": ["Ứng dụng trả lời (%webhook): %status", "The application answers (%webhook): %status"],
  "log_webhook.failed": ["Ứng dụng không trả lời (%webhook): %reason", "The application fails (%webhook): %reason"],
  "log_webhook.retried": ["Hỏi ứng dụng lần nữa: %url", "Ask the application again: %url"],
  log_rest: ["Ứng dụng yêu cầu: %method %path", "The application asks: %method %path"],
  log_warning: ["Cảnh báo %code: %text", "Warning %code: %text"],
  log_fault: ["Lỗi đặt trước: %fault", "A fault as ordered: %fault"],
  log_other: ["%kind", "%kind"],

  "event_conference-start": ["bắt đầu nói chuyện", "the talk begins"],
  "event_conference-end": ["đã đóng", "is closed"],
  "event_participant-join": ["vào phòng", "enters"],
  "event_participant-leave": ["rời phòng", "leaves"],
  "event_participant-mute": ["bị tắt tiếng", "is muted"],
  "event_participant-unmute": ["được bật tiếng", "is unmuted"],
  "event_participant-hold": ["phải giữ máy", "is put on hold"],
  "event_participant-unhold": ["thôi giữ máy", "is off hold"],
  "event_participant-modify": ["đổi vai trong phòng", "changes roles"],
  "event_participant-speech-start": ["cất tiếng", "speaks up"],
  "event_participant-speech-stop": ["thôi nói", "falls silent"],
  "event_announcement-end": ["đã nghe thông báo", "heard the announcement"],
  "event_announcement-fail": ["không nghe được thông báo", "could not hear the announcement"],

  state_queued: ["đang đợi", "is queued"],
  state_initiated: ["đang nối", "is being placed"],
  state_ringing: ["đổ chuông", "rings"],
  "state_in-progress": ["đã nối máy", "is connected"],
  state_completed: ["đã kết thúc", "is over"],
  state_busy: ["gặp máy bận", "meets a busy line"],
  "state_no-answer": ["không ai nghe", "is not answered"],
  state_failed: ["không thành", "failed"],
  state_canceled: ["đã hủy", "was called off"],
  state_sending: ["đang gửi", "is being sent"],
  state_sent: ["đã gửi", "was sent"],
  state_delivered: ["đã tới máy", "was delivered"],
  state_undelivered: ["không tới máy", "was not delivered"],
  state_received: ["đã nhận", "was received"],
};

export const LANGUAGES = ["vi", "en"];
export const TAGS = { vi: "vi-VN", en: "en-GB" };
let language = localStorage.getItem("language") === "en" ? "en" : "vi";

export const spoken = () => language;

export function speak(wanted) {
  language = wanted;
  localStorage.setItem("language", language);
}

export const knows = (name) => name in WORDS;

// The word with its blanks filled in; a blank nobody fills stays empty.
export function word(name, blanks = {}) {
  return WORDS[name][LANGUAGES.indexOf(language)].replace(/%(\w+)/g, (_, blank) => blanks[blank] ?? "");
}

// Names that lack one of their languages.
export const unfinished = () => Object.keys(WORDS).filter((name) => !(WORDS[name].length === 2 && WORDS[name].every(Boolean)));

// Puts the words in where the page asks for them by name.
export function translate(root) {
  for (const one of root.querySelectorAll("[data-word]")) one.textContent = word(one.dataset.word);
  for (const one of root.querySelectorAll("[data-hint]")) one.placeholder = word(one.dataset.hint);
  for (const one of root.querySelectorAll("[data-label]")) {
    one.title = word(one.dataset.label);
    one.setAttribute("aria-label", one.title);
  }
}

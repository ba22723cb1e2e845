"""What nobody has proven about the carrier yet, each as a switch (docs/simulator.md lists them)."""

from dataclasses import dataclass


@dataclass
class Habits:
    # Keys pressed while a bare Say or Play speaks: kept for the next Gather, or lost.
    keys_are_buffered: bool = False
    # Whether such a key ends those words, as one does inside a Gather.
    keys_end_words: bool = False
    # Which verbs ask their action when the caller hangs up in them; nobody follows the answer.
    asked_after_hangup: tuple[str, ...] = ("Record", "Dial", "Enqueue")
    # What a caller hears when the application fails and no fallback URL is set; "" is nothing.
    apology: str = "We are sorry, an application error has occurred. Goodbye."
    # Whether the action of Record carries RecordingSid.
    record_action_has_sid: bool = True
    # Whether a recording of nothing but silence skips its action and goes to the next verb.
    silent_record_falls_through: bool = False
    # Whether the result of speech says how sure it is, and in which language it was.
    speech_has_confidence: bool = True
    speech_names_language: bool = False
    # Whether the fallback URL is told ErrorCode and ErrorUrl.
    fallback_names_error: bool = True
    # Whether date filters of lists find a call or message that has not gone out yet,
    # by the time it was created.
    lists_find_pending: bool = True
    # Whether a sound that cannot be had ends its document (the fallback is asked, or the caller
    # hears an apology), or is only warned of and passed over.
    missing_sound_ends: bool = True
    # Whether the last report of an outgoing call carries SipResponseCode.
    end_has_sip_code: bool = True
    # How a called person who declines is reported: "busy" or "no-answer".
    declined_as: str = "busy"
    # What the action of Enqueue is told when REST takes a caller out: "redirected" or "bridged".
    dequeued_as: str = "redirected"
    # Whether whoever fetches a recording that is still made sees only `processing`.
    recordings_hide_flight: bool = True
    # How many calls and participants REST makes in a second before it answers 429; 0 is no cap.
    creations_a_second: int = 0
    # How many parts of texts a number sends in a second, the others waiting; 0 is no cap.
    segments_a_second: float = 0.0
    # How many hours of texts wait at one number before it takes no more.
    sender_queue_hours: float = 10.0
    # How many replies go from one number to another, each within half a minute of the last.
    replies_in_a_row: int = 15
    # How long the cookies of two numbers that text each other are kept.
    sms_cookie_hours: float = 4.0
    # Whether who enters a room hears the beep that tells the others of it.
    beep_reaches_who_enters: bool = False
    # Whether a participant deleted by REST goes on with what follows its Dial, or is hung up.
    deleted_goes_on: bool = True
    # Seconds before a webhook is tried again; each further time about twice as many. 0 is at once.
    retry_pause: float = 0.1

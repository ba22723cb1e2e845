"""What is told of a call on its way, to whoever ordered it."""

from simulator.exchange import Exchange
from simulator.voice.call import Call
from simulator.voice.parameters import progress_block, sip_code, voice_block
from simulator.wire.addresses import Address
from simulator.wire.webhooks import Webhook


def report(exchange: Exchange, call: Call, callback: Address) -> None:
    params = voice_block(call, exchange.account_sid)
    params |= progress_block(call, exchange.clock.now())
    if exchange.habits.end_has_sip_code:
        params |= sip_code(call)
    call.sequence += 1
    exchange.webhooks.tell(Webhook("call_status", callback.url, callback.method, params, call.sid))

"""Every address of the people's front door on one page."""

from datetime import timedelta
from pathlib import Path
from typing import Protocol

from flask import Blueprint, Flask

from dashboards import (
    account_pages,
    agency_pages,
    board_pages,
    calendar_page,
    communes,
    composing,
    desk_page,
    directory_pages,
    door,
    handover_page,
    live,
    nuisances,
    number_page,
    opinion_acts,
    paper_pages,
    people_acts,
    phone_acts,
    phone_pages,
    picture_pages,
    presentation,
    presses,
    relay_pages,
    roster_page,
    search_page,
    thread_acts,
    ticket_acts,
    uploads,
    voice_acts,
)
from hotline.errors import MergedError

WALL_LIFE = timedelta(days=400)  # as long as browsers let a cookie live; each start renews it
URLS = (
    ("/", desk_page.desk, "GET"),
    ("/tickets/<int:number>", desk_page.ticket_page, "GET"),
    ("/tickets/<int:number>/take", ticket_acts.take, "POST"),
    ("/tickets/<int:number>/release", ticket_acts.release, "POST"),
    ("/tickets/<int:number>/note", ticket_acts.note, "POST"),
    ("/tickets/<int:number>/reply", ticket_acts.reply, "POST"),
    ("/tickets/<int:number>/reply/text", composing.change_reply, "POST"),
    ("/tickets/<int:number>/drafts", composing.keep_draft, "POST"),
    ("/tickets/<int:number>/place", ticket_acts.place, "POST"),
    ("/tickets/<int:number>/happened-on", people_acts.set_happened, "POST"),
    ("/tickets/<int:number>/categories", people_acts.set_categories, "POST"),
    ("/tickets/<int:number>/people", people_acts.add_person, "POST"),
    ("/tickets/<int:number>/people/look", people_acts.look_at_people, "POST"),
    ("/tickets/<int:number>/people/<uuid:person_id>", people_acts.change_person, "POST"),
    ("/tickets/<int:number>/people/<uuid:person_id>/off", people_acts.take_off_person, "POST"),
    ("/tickets/<int:number>/informants", people_acts.add_informant, "POST"),
    ("/tickets/<int:number>/informants/<uuid:informant_id>", people_acts.change_informant, "POST"),
    (
        "/tickets/<int:number>/informants/<uuid:informant_id>/look",
        people_acts.look_at_informant,
        "POST",
    ),
    ("/tickets/<int:number>/feedback", ticket_acts.feedback, "POST"),
    ("/tickets/<int:number>/feedback/<uuid:contact_id>", ticket_acts.feedback, "POST"),
    ("/tickets/<int:number>/safe-contact", ticket_acts.safe_contact, "POST"),
    ("/tickets/<int:number>/safe-contact/<uuid:contact_id>", ticket_acts.safe_contact, "POST"),
    ("/tickets/<int:number>/refer/<uuid:agency_id>", ticket_acts.refer, "POST"),
    ("/tickets/<int:number>/has-it/<uuid:referral_id>", ticket_acts.agency_has_it, "POST"),
    ("/tickets/<int:number>/cannot/<uuid:referral_id>", ticket_acts.agency_cannot, "POST"),
    ("/tickets/<int:number>/wrote/<uuid:referral_id>", ticket_acts.agency_wrote, "POST"),
    ("/tickets/<int:number>/result/<uuid:referral_id>", ticket_acts.agency_concluded, "POST"),
    ("/tickets/<int:number>/sent/<uuid:referral_id>", ticket_acts.agency_sent, "POST"),
    ("/tickets/<int:number>/reference/<uuid:referral_id>", ticket_acts.keep_reference, "POST"),
    ("/tickets/<int:number>/relay/<uuid:relay_id>", relay_pages.answer_relay, "POST"),
    ("/tickets/<int:number>/letters/<uuid:letter_id>", ticket_acts.letter, "GET"),
    ("/tickets/<int:number>/call-back", voice_acts.call_back, "POST"),
    ("/tickets/<int:number>/talked-elsewhere", voice_acts.talked_elsewhere, "POST"),
    ("/tickets/<int:number>/pause-tape", voice_acts.pause_tape, "POST"),
    ("/tickets/<int:number>/resume-tape", voice_acts.resume_tape, "POST"),
    ("/tickets/<int:number>/recordings/<uuid:recording_id>", voice_acts.recording, "GET"),
    ("/tickets/<int:number>/withdraw/<uuid:referral_id>", ticket_acts.withdraw, "POST"),
    ("/tickets/<int:number>/tell-more/<uuid:referral_id>", ticket_acts.tell_more, "POST"),
    (
        "/tickets/<int:number>/agree/<uuid:referral_id>/<uuid:widening_id>",
        ticket_acts.agree,
        "POST",
    ),
    ("/tickets/<int:number>/happened", ticket_acts.happened, "POST"),
    ("/tickets/<int:number>/forms", paper_pages.forms, "GET"),
    ("/tickets/<int:number>/forms", paper_pages.begin_form, "POST"),
    ("/tickets/<int:number>/forms/<uuid:paper_id>", paper_pages.form_page, "GET"),
    ("/tickets/<int:number>/forms/<uuid:paper_id>", paper_pages.fill_form, "POST"),
    (
        "/tickets/<int:number>/forms/<uuid:paper_id>/<int:version>.pdf",
        paper_pages.print_form,
        "GET",
    ),
    ("/tickets/<int:number>/pictures/<uuid:picture_id>", picture_pages.picture_page, "GET"),
    (
        "/tickets/<int:number>/pictures/<uuid:picture_id>/blurred",
        picture_pages.blurred_picture,
        "GET",
    ),
    ("/tickets/<int:number>/pictures/<uuid:picture_id>/seen", picture_pages.see_picture, "POST"),
    ("/tickets/<int:number>/pictures/<uuid:picture_id>", picture_pages.act_on_picture, "POST"),
    ("/tickets/<int:number>/opinion", opinion_acts.mark_opinion, "POST"),
    ("/tickets/<int:number>/opinion/undo", opinion_acts.unmark_opinion, "POST"),
    ("/tickets/<int:number>/opinion/to/<uuid:agency_id>", opinion_acts.pass_opinion_on, "POST"),
    ("/tickets/<int:number>/opinion/told", opinion_acts.tell_the_child, "POST"),
    ("/tickets/<int:number>/opinion/heard", opinion_acts.child_was_told, "POST"),
    ("/tickets/<int:number>/close", ticket_acts.close, "POST"),
    ("/tickets/<int:number>/answers", ticket_acts.keep_answers, "POST"),
    ("/tickets/<int:number>/level", ticket_acts.count_as, "POST"),
    ("/tickets/<int:number>/no-counselling", nuisances.put_away, "POST"),
    ("/tickets/<int:number>/undo", nuisances.take_out, "POST"),
    ("/tickets/<int:number>/soft-block", nuisances.soft_block, "POST"),
    ("/soft-blocks", nuisances.blocks, "GET"),
    ("/soft-blocks/<uuid:block_id>/lift", nuisances.lift_block, "POST"),
    ("/tickets/<int:number>/severity", ticket_acts.regrade, "POST"),
    ("/tickets/<int:number>/second-look", ticket_acts.second_look, "POST"),
    ("/tickets/<int:number>/reopen", ticket_acts.reopen, "POST"),
    ("/tickets/<int:number>/reveal", ticket_acts.reveal, "POST"),
    ("/tickets/<int:number>/reveal/<uuid:contact_id>", thread_acts.reveal_other, "POST"),
    ("/tickets/<int:number>/merge", thread_acts.merge, "POST"),
    ("/tickets/<int:number>/two-children", thread_acts.dismiss, "POST"),
    ("/tickets/<int:number>/split", thread_acts.split, "POST"),
    ("/tickets/<int:number>/undo/<uuid:regrouping_id>", thread_acts.undo, "POST"),
    ("/relays", relay_pages.relays_page, "GET"),
    ("/relays", relay_pages.take_in_relay, "POST"),
    ("/relays/find", relay_pages.find_relay, "POST"),
    ("/search", search_page.search_page, "GET"),
    ("/search", search_page.search, "POST"),
    ("/communes", communes.find_communes, "POST"),
    ("/wallboard", board_pages.wallboard, "GET"),
    ("/wallboard/keep", account_pages.wall, "POST"),
    ("/agencies", directory_pages.agencies, "GET"),
    ("/agencies/agencies.csv", directory_pages.export_agencies, "GET"),
    ("/agencies/import", directory_pages.import_page, "GET"),
    ("/agencies/import", directory_pages.import_agencies, "POST"),
    ("/agencies/new", directory_pages.new_agency, "GET"),
    ("/agencies/new", directory_pages.add_agency, "POST"),
    ("/agencies/<uuid:agency_id>", directory_pages.edit_agency, "GET"),
    ("/agencies/<uuid:agency_id>", directory_pages.save_agency, "POST"),
    ("/agencies/<uuid:agency_id>/tried", directory_pages.try_agency, "POST"),
    ("/calendar", calendar_page.calendar, "GET"),
    ("/calendar", calendar_page.change_calendar, "POST"),
    ("/roster", roster_page.roster_page, "GET"),
    ("/roster", roster_page.change_roster, "POST"),
    ("/handover", handover_page.handover_page, "GET"),
    ("/handover", handover_page.sign_handover, "POST"),
    ("/number", number_page.my_number, "GET"),
    ("/number", number_page.change_number, "POST"),
    ("/calls", phone_pages.calls_page, "GET"),
    ("/phone/do/<deed>", phone_acts.call_act, "POST"),
    ("/phone", phone_pages.phone_page, "GET"),
    ("/phone/bar", phone_pages.phone_bar, "GET"),
    ("/phone/token", phone_pages.phone_token, "POST"),
    ("/phone/presence", phone_pages.set_presence, "POST"),
    ("/phone/end", phone_pages.end_call, "POST"),
    ("/phone/off/<uuid:staff_id>", phone_pages.log_off, "POST"),
    ("/events", live.events, "GET"),
    ("/login", account_pages.login_page, "GET"),
    ("/login", account_pages.login, "POST"),
    ("/logout", account_pages.logout, "POST"),
    ("/language", account_pages.language, "POST"),
    ("/r/<token>", agency_pages.agency_link, "GET"),
    ("/r/<token>", agency_pages.answer_agency_link, "POST"),
)


class ConsoleSettings(Protocol):
    @property
    def secret_key(self) -> str: ...
    @property
    def public_url(self) -> str: ...
    @property
    def tz_name(self) -> str: ...


def register(app: Flask, settings: ConsoleSettings) -> None:
    """Hang the front door on the app; it needs a `workplace` and a `pulse` before it opens."""
    app.secret_key = settings.secret_key
    app.session_interface = door.PeoplesCookie()
    app.config.update(
        PUBLIC_URL=settings.public_url,
        SESSION_COOKIE_NAME="langnghe",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.public_url.startswith("https://"),
        PERMANENT_SESSION_LIFETIME=WALL_LIFE,
        WTF_CSRF_TIME_LIMIT=None,  # a token lives as long as the session it belongs to
    )
    uploads.install(app)
    presentation.install(app, settings.tz_name)
    app.after_request(door.add_headers)
    app.register_blueprint(_blueprint())


def _blueprint() -> Blueprint:
    here = Path(__file__).parent
    front = Blueprint(
        "dashboards",
        __name__,
        static_folder=here / "static",
        static_url_path="/assets",
        template_folder=here / "templates",
    )
    front.before_request(door.guard)
    for rule, view, method in URLS:
        front.add_url_rule(rule, view.__name__, view, methods=[method])
    front.register_error_handler(MergedError, presses.part_of)
    return front

"""The peer in Python: the happy journey with requests, one pytest test a person.

PARCOURS_READY names the ready file of `parcours serve --defect code-in-page`, PARCOURS_JOURNEYS says how many people.
"""

import json
import os
import pathlib
import re

import pytest
import requests

READY = json.loads(pathlib.Path(os.environ["PARCOURS_READY"]).read_text())
PEOPLE = [who for who in READY["subscribers"] if who["paid_by"] == "bank_transfer"][:int(os.environ["PARCOURS_JOURNEYS"])]
PORTAL = READY["portal"]["url"]


def has_form(answer, name):
    """A page is known by the form that it holds: how its words are typeset is not the bench's concern."""
    return answer.status_code == 200 and f'name="form" value="{name}"' in answer.text


def submit(session, page, path, form, **fields):
    token = re.search(r'name="csrf_token" value="([^"]*)"', page.text).group(1)
    return session.post(PORTAL + path, data={"csrf_token": token, "form": form, **fields})


@pytest.mark.parametrize("who", PEOPLE, ids=lambda who: who["amo"])
def test_activation(who):
    with requests.Session() as session:
        page = session.get(PORTAL + "/fr/confirm_adresse_1?r=2")
        assert has_form(page, "accept_terms")
        page = submit(session, page, "/fr/confirm_adresse_1", "accept_terms", terms="1")
        assert has_form(page, "identify_by_amo")
        page = submit(session, page, "/fr/confirm_adresse_2", "identify_by_amo", amo=who["amo"])
        assert has_form(page, "pay_by_transfer")
        page = submit(session, page, "/fr/confirm_adresse_3", "pay_by_transfer", rib=who["rib"])
        assert has_form(page, "request_code")
        page = submit(session, page, "/fr/confirm_adresse_4", "request_code", email=who["email"])
        assert has_form(page, "submit_code")
        code = re.search(r"debug: code=(\d+)", page.text).group(1)
        captcha = session.get(READY["captcha"]["url"] + "/mint?outcome=pass").text
        page = submit(session, page, "/fr/confirm_adresse_5", "submit_code", code=code,
                      **{"g-recaptcha-response": captcha})
        assert page.status_code == 200 and "<h1>Votre compte est activé</h1>" in page.text

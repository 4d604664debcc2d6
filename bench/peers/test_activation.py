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


def heading(answer):
    assert answer.status_code == 200
    return re.search(r"<h1>(.*?)</h1>", answer.text).group(1)


def submit(session, page, path, form, **fields):
    token = re.search(r'name="csrf_token" value="([^"]*)"', page.text).group(1)
    return session.post(PORTAL + path, data={"csrf_token": token, "form": form, **fields})


@pytest.mark.parametrize("who", PEOPLE, ids=lambda who: who["amo"])
def test_activation(who):
    with requests.Session() as session:
        page = session.get(PORTAL + "/fr/confirm_adresse_1?r=2")
        assert heading(page) == "Conditions générales d&apos;utilisation"
        page = submit(session, page, "/fr/confirm_adresse_1", "accept_terms", terms="1")
        assert heading(page) == "S&apos;identifier"
        page = submit(session, page, "/fr/confirm_adresse_2", "identify_by_amo", amo=who["amo"])
        assert heading(page) == "Saisir vos identifiants relatifs au paiement"
        page = submit(session, page, "/fr/confirm_adresse_3", "pay_by_transfer", rib=who["rib"])
        assert heading(page) == "Recevoir le code de vérification"
        page = submit(session, page, "/fr/confirm_adresse_4", "request_code", email=who["email"])
        assert heading(page) == "Saisir le code de vérification"
        code = re.search(r"debug: code=(\d+)", page.text).group(1)
        captcha = session.get(READY["captcha"]["url"] + "/mint?outcome=pass").text
        page = submit(session, page, "/fr/confirm_adresse_5", "submit_code", code=code,
                      **{"g-recaptcha-response": captcha})
        assert heading(page) == "Votre compte est activé"

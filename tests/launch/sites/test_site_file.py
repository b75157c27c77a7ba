"""The site file: read as written, refused with every problem at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from joserfc.jwk import ECKey, RSAKey

from chargeline_launch import BadSiteFile, SiteFile, load_site_file, new_key
from chargeline_launch.clients import KeyClient, PublicClient, SecretClient

GOOD = """
[app]
base_url = "https://chargeline.example.org/"
database = "sqlite:///chargeline.sqlite3"
trusted_proxies = 1

[sites.clinic]
name = "Clinic"
iss = "https://fhir.example.org/r4/"
vendor = "generic"
id_token_issuers = ["https://auth.example.org"]
time_zone = "America/Chicago"
frame_ancestors = ["https://ehr.example.org"]
features = ["write-charge", "read"]
client = { id = "rehab-app", kind = "public" }
setting = "office"

[[sites.clinic.payers]]
identifier = "1"
policy = "medicare-part-b"
"""


@pytest.fixture
def load(tmp_path: Path):
    """Loads a site file with one seal key in the environment."""

    def loaded(text: str = GOOD, **environ: str) -> SiteFile:
        path = tmp_path / "sites.toml"
        path.write_text(text)
        return load_site_file(path, {"CHARGELINE_KEYS": new_key(), **environ})

    return loaded


@pytest.fixture
def problems(load):
    """The problems of a site file, as path and message."""

    def found(text: str, **environ: str) -> list[tuple[str, str]]:
        with pytest.raises(BadSiteFile) as raised:
            load(text, **environ)
        assert all(problem.fix for problem in raised.value.problems)
        return [(problem.path, problem.message) for problem in raised.value.problems]

    return found


@pytest.fixture
def secret_file(tmp_path: Path):
    """Writes a protected file beside the site file."""

    def written(name: str, content: str | bytes, mode: int = 0o600) -> str:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        path.chmod(mode)
        return name

    return written


def with_client(client: str) -> str:
    return GOOD.replace('{ id = "rehab-app", kind = "public" }', client)


def test_a_good_file_is_read_as_written(load, tmp_path) -> None:
    """Slashes trimmed, features in their own order, what launch does not know left in `rest`."""
    read = load()
    site = read.sites["clinic"]
    assert (site.iss, site.redirect_uri) == ("https://fhir.example.org/r4", "https://chargeline.example.org/callback")
    assert site.features == ("read", "write-charge")
    assert site.client == PublicClient(id="rehab-app")
    assert site.rest == {"setting": "office", "payers": [{"identifier": "1", "policy": "medicare-part-b"}]}
    assert read.app.rest == {"trusted_proxies": 1}
    assert read.app.database == f"sqlite:///{tmp_path.resolve()}/chargeline.sqlite3"
    assert read.ancestors == ("https://ehr.example.org",)


def test_every_problem_is_reported_at_once(problems) -> None:
    """Each with its path; one bad entry does not hide another."""
    bad = """
    [app]
    base_url = "http://chargeline.example.org"
    idle_minutes = 0
    [sites.a]
    iss = "http://fhir.example.org/r4"
    vendor = "cerner"
    id_token_issuers = []
    time_zone = "Chicago"
    features = ["read", "fly"]
    client = { kind = "public", secret = "oops" }
    frame_ancestors = ["https://ehr.example.org/path", "*", "https://*.example.org"]
    development = "yes"
    [sites.b]
    name = "B"
    """
    assert problems(bad, CHARGELINE_KEYS="") == [
        ("app.base_url", "is not https."),
        ("app.database", "is missing."),
        ("app.key_file", "is missing, and so is CHARGELINE_KEYS."),
        ("app.idle_minutes", "must be a whole number above zero."),
        ("sites.a.vendor", "is not known here."),
        ("sites.a.development", "must be true or false."),
        ("sites.a.name", "is missing."),
        ("sites.a.iss", "is not https."),
        ("sites.a.client.id", "is missing."),
        ("sites.a.client.secret", "is not known for a public."),
        ("sites.a.id_token_issuers", "is empty."),
        ("sites.a.features[1]", "is not a feature."),
        ("sites.a.time_zone", "is not an IANA time zone."),
        ("sites.a.frame_ancestors[0]", "is not a bare origin."),
        ("sites.a.frame_ancestors[1]", "is not an https address."),
        ("sites.a.frame_ancestors[2]", "is not a bare origin."),
        ("sites.b.vendor", "is missing."),
        ("sites.b.iss", "is missing."),
        ("sites.b.client", "is missing."),
        ("sites.b.id_token_issuers", "is missing."),
        ("sites.b.features", "is missing."),
        ("sites.b.time_zone", "is missing."),
    ]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("[app]\nsecret = hush", "line 2"),
        ('[app]\nsecret = "hush"\n[app]\n', "line 3"),
        ('a = "hush', "end of the file"),
    ],
)
def test_a_file_that_is_not_toml_is_one_problem_and_never_quoted(problems, text: str, where: str) -> None:
    """Its line is named, which may hold a secret."""
    assert problems(text) == [(where, "is not valid TOML.")]


def test_a_file_that_is_no_text_is_one_problem(tmp_path) -> None:
    """A file of another encoding has no line to name."""
    (tmp_path / "sites.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(BadSiteFile) as bad:
        load_site_file(tmp_path / "sites.toml", {})
    assert [(p.path, p.message) for p in bad.value.problems] == [("(file)", "is not UTF-8 text.")]


def test_an_empty_file_names_what_it_needs(problems) -> None:
    """Both tables."""
    assert {path for path, _ in problems("")} >= {"app", "sites"}


def test_unknown_tables_at_the_top_are_named(problems) -> None:
    """A typing error must not switch a site off silently."""
    assert problems(GOOD + "\n[site.b]\nx = 1\n") == [("site", "is not known at the top of the file.")]


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9000/generic/fhir", "http://localhost:9000/fhir", "https://[::1]/fhir"]
)
def test_this_machine_is_an_issuer_for_development_only(load, problems, address) -> None:
    """And http is for this machine only."""
    local = GOOD.replace("https://fhir.example.org/r4/", address)
    assert [path for path, _ in problems(local)] == ["sites.clinic.iss"]
    assert (
        load(local.replace('vendor = "generic"', 'vendor = "generic"\ndevelopment = true')).sites["clinic"].development
    )


def test_http_to_another_machine_is_refused_even_for_development(problems) -> None:
    """Tokens would travel in the clear."""
    bad = GOOD.replace("https://fhir.example.org/r4/", "http://10.0.0.7/fhir").replace(
        "setting", "development = true\nsetting"
    )
    assert problems(bad) == [("sites.clinic.iss", "is not https.")]


def test_a_private_address_is_allowed_when_registered(load) -> None:
    """Clinics run their own servers."""
    assert load(GOOD.replace("fhir.example.org", "10.0.0.7")).sites["clinic"].iss == "https://10.0.0.7/r4"


def test_a_development_site_is_refused_in_production(load, problems) -> None:
    """And so is a public address on this machine."""
    development = GOOD.replace('setting = "office"', "development = true")
    assert load(development).sites["clinic"].development
    assert problems(development, CHARGELINE_ENV="production") == [
        ("sites.clinic.development", "is refused in production.")
    ]
    local = GOOD.replace("https://chargeline.example.org/", "http://localhost:8000")
    assert load(local).app.base_url == "http://localhost:8000"
    assert problems(local, CHARGELINE_ENV="production") == [("app.base_url", "names this machine.")]


def test_two_sites_with_one_issuer_are_refused(problems) -> None:
    """A launch could not tell them apart; one trailing slash does not make a difference."""
    second = GOOD[GOOD.index("[sites.clinic]") :].replace("sites.clinic", "sites.twin").replace("/r4/", "/r4")
    assert problems(GOOD + second) == [("sites.twin.iss", "is also the iss of sites.clinic.")]


def test_a_secret_comes_from_the_environment_or_a_protected_file(load, secret_file) -> None:
    """Never from the site file itself."""
    from_env = load(with_client('{ id = "a", kind = "secret", secret_env = "EHR_SECRET" }'), EHR_SECRET="hush")
    assert from_env.sites["clinic"].client == SecretClient(id="a", secret="hush")
    name = secret_file("ehr.secret", "hush\n")
    from_file = load(with_client(f'{{ id = "a", kind = "secret", secret_file = "{name}" }}'))
    assert from_file.sites["clinic"].client == SecretClient(id="a", secret="hush")


SECRET = '{ id = "a", kind = "secret"'
KEY = '{ id = "a", kind = "key"'
EITHER = "must be set, or the file, not both."


@pytest.mark.parametrize(
    ("client", "path", "message"),
    [
        (SECRET + " }", "secret_env", EITHER),
        (SECRET + ', secret_env = "A", secret_file = "b" }', "secret_env", EITHER),
        (SECRET + ', secret_env = "NOT_SET" }', "secret_env", "names a variable that is not set."),
        (SECRET + ', secret_file = "nowhere" }', "secret_file", "names a file that cannot be read."),
        (KEY + ', alg = "RS256", kid = "k", key_file = "es.pem" }', "alg", "is not known here."),
        (KEY + ', alg = "ES384", key_file = "es.pem" }', "kid", "is missing."),
        (KEY + ', alg = "RS384", kid = "k", key_file = "es.pem" }', "key_file", "holds no private key for RS384."),
        (KEY + ', alg = "ES384", kid = "k", key_file = "p256.pem" }', "key_file", "holds no private key for ES384."),
        (KEY + ', alg = "ES384", kid = "k", key_file = "public.pem" }', "key_file", "holds no private key for ES384."),
        (
            KEY + ', alg = "ES384", kid = "k", key_file = "es.pem", also_publish = 7 }',
            "also_publish",
            "must be a list of tables.",
        ),
    ],
)
def test_a_client_that_cannot_work_is_named(problems, secret_file, client, path, message) -> None:
    """Its secret or key missing, of the wrong kind, or only public."""
    key = ECKey.generate_key("P-384")
    secret_file("es.pem", key.as_pem(private=True))
    secret_file("p256.pem", ECKey.generate_key("P-256").as_pem(private=True))
    secret_file("public.pem", key.as_pem(private=False))
    assert (f"sites.clinic.client.{path}", message) in problems(with_client(client))


def test_a_key_client_signs_with_one_key_and_publishes_those_on_their_way(load, secret_file) -> None:
    """So that keys can be rotated: publish days before, sign, withdraw days after."""
    secret_file("es.pem", ECKey.generate_key("P-384").as_pem(private=True))
    secret_file("rs.pem", RSAKey.generate_key(2048).as_pem(private=True))
    client = (
        load(
            with_client(
                KEY + ', alg = "ES384", kid = "one", key_file = "es.pem",'
                ' also_publish = [{ alg = "RS384", kid = "two", key_file = "rs.pem" }] }'
            )
        )
        .sites["clinic"]
        .client
    )
    assert isinstance(client, KeyClient)
    assert (client.signing_key.kid, [key.kid for key in client.also_published]) == ("one", ["two"])


def test_a_key_may_be_kept_as_a_jwk(load, secret_file, problems) -> None:
    """As key services hand them out; broken ones are named like any other."""
    secret_file("key.json", json.dumps(ECKey.generate_key("P-384").as_dict(private=True)))
    secret_file("broken.json", '{"kty": "EC"')
    keyed = with_client('{ id = "a", kind = "key", alg = "ES384", kid = "one", key_file = "key.json" }')
    assert isinstance(load(keyed).sites["clinic"].client, KeyClient)
    assert problems(keyed.replace("key.json", "broken.json")) == [
        ("sites.clinic.client.key_file", "holds no private key for ES384.")
    ]


@pytest.mark.parametrize("mode", [0o644, 0o604, 0o601])
def test_a_key_that_everybody_may_read_is_refused(problems, secret_file, mode) -> None:
    """The seal keys and the signing keys alike."""
    message = "names a file that everybody may read."
    secret_file("seal.keys", new_key(), mode)
    with_file = GOOD.replace("[sites.clinic]", "[sites.clinic]", 1).replace(
        "trusted_proxies = 1", 'key_file = "seal.keys"'
    )
    assert problems(with_file, CHARGELINE_KEYS="") == [("app.key_file", message)]
    secret_file("es.pem", ECKey.generate_key("P-384").as_pem(private=True), mode)
    keyed = with_client(KEY + ', alg = "ES384", kid = "k", key_file = "es.pem" }')
    assert problems(keyed) == [("sites.clinic.client.key_file", message)]


def test_seal_keys_come_from_the_environment_first_then_from_the_file(load, secret_file) -> None:
    """Commas in the one, lines in the other; the first seals."""
    keys = [new_key(), new_key()]
    secret_file("seal.keys", "\n".join(keys))
    with_file = GOOD.replace("trusted_proxies = 1", 'key_file = "seal.keys"')
    assert load(with_file, CHARGELINE_KEYS="").app.seal_keys == tuple(keys)
    assert load(with_file, CHARGELINE_KEYS=",".join(reversed(keys))).app.seal_keys == tuple(reversed(keys))


def test_something_that_is_no_seal_key_is_refused_without_being_shown(problems, load) -> None:
    """Neither here nor in the message."""
    with pytest.raises(BadSiteFile) as raised:
        load(CHARGELINE_KEYS="hush-hush")
    assert "hush" not in str(raised.value)


def test_what_is_read_shows_no_secret_when_printed(load) -> None:
    """Not even in a traceback."""
    text = with_client(SECRET + ', secret_env = "EHR_SECRET" }')
    read = load(text, EHR_SECRET="hush-hush")
    assert "hush-hush" not in repr(read)
    assert read.app.seal_keys[0] not in repr(read)

"""`chargeline-app doctor` and `chargeline-app sites check`: is everything in place before anybody launches?"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from chargeline_launch import LaunchFailure, Site
from chargeline_launch.doctor import examine
from chargeline_plugin import serve
from chargeline_plugin.config import BadConfiguration, Config, load_config


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Both commands on the app's command line."""
    doctor = commands.add_parser(
        "doctor", help="examine one issuer: discovery, metadata, scopes, keys, clock, redirect"
    )
    doctor.add_argument("iss", metavar="ISS", help="the issuer's FHIR address, or the site's id")
    doctor.add_argument("--sites", type=Path, help="the site file (default: CHARGELINE_SITES)")
    doctor.set_defaults(run=run_doctor)

    sites = commands.add_parser("sites", help="the site file").add_subparsers(required=True, metavar="COMMAND")
    check = sites.add_parser("check", help="validate the site file, then examine every issuer in it")
    check.add_argument("--sites", type=Path, help="the site file (default: CHARGELINE_SITES)")
    check.add_argument("--offline", action="store_true", help="the file only; ask no issuer")
    check.set_defaults(run=run_check)


def run_doctor(options: argparse.Namespace) -> int:
    """Examine one issuer; 0 when a launch should work, 1 when not."""
    config = _config(options)
    site = config.site_file.sites.get(options.iss) or config.site_file.registered(options.iss)
    if isinstance(site, LaunchFailure):
        known = ", ".join(config.site_file.sites)
        raise serve.CannotServe(f"No site has this id or FHIR address. The site file knows: {known}.")
    return _examined(config, [site])


def run_check(options: argparse.Namespace) -> int:
    """Validate the file and, unless told not to, examine every issuer."""
    config = _config(options)
    count = len(config.site_file.sites)
    print(f"The site file is in order: {count} site{'' if count == 1 else 's'}.")
    for site in config.site_file.sites:
        print(f"{site}: {_rules(config, site)}")
    return 0 if options.offline else _examined(config, config.site_file.sites.values())


def _config(options: argparse.Namespace) -> Config:
    try:
        return load_config(serve.site_file(options))
    except BadConfiguration as problem:
        raise serve.CannotServe(str(problem)) from problem


def _examined(config: Config, sites: Iterable[Site]) -> int:
    healthy = True
    for site in sites:
        report = examine(config.site_file.app, site)
        print(f"{report.text}\n{_rules(config, site.id)}\n")
        healthy = healthy and report.healthy
    return 0 if healthy else 1


def _rules(config: Config, site: str) -> str:
    """Which rule book the site's visits are judged by, as each decision records it."""
    book = config.settings[site].book
    over = "".join(f", with {folder} laid over them" for folder in book.files.folders[:-1])
    return f"rules {book.version} as they ship{over}; book {book.digest}"

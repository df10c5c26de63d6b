"""Settings: what a file and the environment say, and how a mistake in them is told."""

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import clock
from bot.settings import SettingsError, ignored, load


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FINOPS_HOME", str(tmp_path / "home"))
    return tmp_path


def write(text: str, path: str = "finops.toml") -> None:
    Path(path).parent.mkdir(exist_ok=True)
    Path(path).write_text(text, "utf-8")


def refusal() -> str:
    with pytest.raises(SettingsError) as caught:
        load()
    return str(caught.value)


def test_without_a_file_everything_has_a_default_and_home_is_for_its_owner_alone() -> None:
    settings = load()
    assert (settings.warehouse, settings.time_zone, settings.now) == ("duckdb", "UTC", None)
    assert settings.aws.regions == ()
    assert stat.S_IMODE(settings.home.stat().st_mode) == 0o700


def test_a_tilde_in_home_is_the_persons_home(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("FINOPS_HOME", "~/state")
    assert load().home == folder / "state"


def test_the_environment_wins_over_the_file_key_by_key(monkeypatch: pytest.MonkeyPatch) -> None:
    write('warehouse = "duckdb"\n[aws]\nenabled = false\nregions = ["eu-west-1"]\n')
    monkeypatch.setenv("FINOPS_AWS_REGIONS", '["us-east-1"]')
    monkeypatch.setenv("FINOPS_WAREHOUSE", "trino://host")
    settings = load()
    assert settings.aws.regions == ("us-east-1",)
    assert settings.aws.enabled is False
    assert settings.warehouse == "trino://host"


@pytest.mark.parametrize("text", ["us-east-1,eu-west-1", " us-east-1 , eu-west-1,"])
def test_a_list_in_the_environment_may_have_commas(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FINOPS_AWS_REGIONS", text)
    assert load().aws.regions == ("us-east-1", "eu-west-1")


def test_a_key_of_the_environment_wins_over_its_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINOPS_AWS", '{"enabled": false, "regions": ["us-east-1"]}')
    monkeypatch.setenv("FINOPS_AWS_REGIONS", "eu-west-1")
    monkeypatch.setenv("FINOPS_TIME_ZONE", "")
    settings = load()
    assert (settings.aws.enabled, settings.aws.regions) == (False, ("eu-west-1",))
    assert settings.time_zone == "UTC"


def test_charges_in_the_environment_are_paths(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINOPS_CHARGES", "/data/*.parquet,s3://bucket/focus")
    assert [charges.path for charges in load().charges] == ["/data/*.parquet", "s3://bucket/focus"]


def test_relative_paths_are_relative_to_the_file_that_names_them(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(
        'home = "state"\n[[charges]]\npath = "*.csv"\n[[charges]]\npath = "s3://b/k"', "etc/f.toml"
    )
    monkeypatch.setenv("FINOPS_CONFIG", "etc/f.toml")
    monkeypatch.delenv("FINOPS_HOME")
    settings = load()
    assert [charges.path for charges in settings.charges] == [
        str(folder / "etc" / "*.csv"),
        "s3://b/k",
    ]
    assert settings.home == folder / "etc" / "state"


def test_an_unknown_key_is_refused_with_the_nearest_and_what_is_allowed() -> None:
    write('[aws]\nregoins = ["us-east-1"]\n')
    assert refusal() == (
        "finops.toml: aws.regoins is not a setting (did you mean regions?); "
        "allowed are enabled, regions, accounts, organization, cost_api"
    )


def test_an_unknown_key_in_a_list_of_tables_is_refused_too() -> None:
    write('[aws]\naccounts = [{id = "111111111111", rolearn = "x"}]\n')
    assert "aws.accounts.0.rolearn is not a setting (did you mean role_arn?)" in refusal()


def test_a_mistake_in_the_environment_names_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINOPS_AWS_REGION", "us-east-1")
    assert refusal().startswith("FINOPS_AWS_REGION is not a setting (did you mean regions?)")


def test_a_list_that_starts_as_json_and_is_not_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINOPS_AWS_REGIONS", '["us-east-1"')
    assert "regions is not JSON" in refusal()


def test_a_variable_that_means_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINOPS_AZUR_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setenv("FINOPS_AWS_REGIONS", "us-east-1")
    monkeypatch.setenv("FINOPS_CONFIG", "")
    monkeypatch.setenv("FINOPS_WEEKSTART", "sunday")
    load()
    assert ignored() == (
        (
            "FINOPS_AZUR_ENDPOINT is not a setting and is ignored "
            "(did you mean FINOPS_AZURE_ENDPOINT?)"
        ),
        "FINOPS_WEEKSTART is not a setting and is ignored (did you mean FINOPS_WEEK_START?)",
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('[aws]\nregions = "us-east-1"', 'aws.regions: must be a list, as ["us-east-1"]'),
        ('[aws]\naccounts = "x"', "aws.accounts: must be a list, as [ … ]"),
        ("[aws]\naccounts = [{id = 111111111111}]", "aws.accounts.0.id: must be text in quotes"),
        ('[aws]\nenabled = "perhaps"', "aws.enabled: must be true or false"),
        ('aws = "x"', "aws: must be a table"),
        ('fiscal_start = "May"', "fiscal_start: must be a whole number"),
        ("[azure]\nsubscriptions = [{}]", "azure.subscriptions.0.id: is missing"),
        ('warehouse = "sqlite"', "warehouse: 'sqlite' is neither \"duckdb\" nor an engine URL"),
    ],
)
def test_a_mistake_is_told_in_the_words_of_the_file(text: str, why: str) -> None:
    write(text)
    assert refusal().startswith(f"finops.toml: {why}")


def test_a_warehouse_is_duckdb_or_the_url_of_an_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINOPS_WAREHOUSE", "trino://ann@host/lake?table=finops.charges")
    assert load().warehouse.startswith("trino://")
    monkeypatch.setenv("FINOPS_WAREHOUSE", "postgres")
    assert "docs/scale.md" in refusal()


def test_every_mistake_is_told_at_once() -> None:
    write('week_start = "someday"\nfiscal_start = 13\ntime_zone = "Mars/Base"\n')
    lines = refusal().splitlines()
    assert len(lines) == 3
    assert "'Mars/Base' is not a time zone" in lines[0]


@pytest.mark.parametrize(
    ("text", "why"),
    [("[aws", "is not valid TOML"), ("home = '\\x'\nhome = 1", "is not valid TOML")],
)
def test_a_file_that_is_no_toml_is_refused(text: str, why: str) -> None:
    write(text)
    assert why in refusal()


def test_a_named_file_must_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINOPS_CONFIG", "nowhere.toml")
    assert refusal() == "FINOPS_CONFIG names nowhere.toml, which does not exist"


def test_a_folder_is_no_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINOPS_CONFIG", str(folder))
    assert "cannot be read: Is a directory" in refusal()


def test_a_home_that_cannot_be_made_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    write("", "file")
    monkeypatch.setenv("FINOPS_HOME", "file/home")
    assert "cannot be made" in refusal()


@pytest.mark.parametrize(
    "text", ["2026-11-18T12:00:00Z", "2026-11-18T14:00:00+02:00", "2026-11-18 12:00+00:00"]
)
def test_a_frozen_clock_stands_still_in_utc(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINOPS_NOW", text)
    now = clock(load().now)
    assert now() == now() == datetime(2026, 11, 18, 12, tzinfo=UTC)
    assert now().tzinfo is UTC


@pytest.mark.parametrize("text", ["2026-11-18", "2026-11-18T00:00:00", "2026-11-18T01:00:00+01:00"])
def test_a_time_without_a_zone_is_utc(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINOPS_NOW", text)
    assert load().now == datetime(2026, 11, 18, tzinfo=UTC)


@pytest.mark.parametrize("text", ["noon", "yesterday", "1795000000"])
def test_a_time_that_is_not_clear_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINOPS_NOW", text)
    assert refusal().startswith("FINOPS_NOW: ")


def test_the_real_clock_moves() -> None:
    now = clock(None)
    assert now() <= now()
    assert now().tzinfo is UTC


def test_week_and_fiscal_year_make_the_calendar() -> None:
    write('week_start = "Sunday"\nfiscal_start = 7\n')
    assert (load().calendar.week_start, load().calendar.fiscal_start) == (6, 7)


def test_a_token_is_never_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINOPS_API_TOKEN", "hush")
    assert "hush" not in repr(load())


def test_a_home_that_takes_no_files_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    # Not even root may make a file there.
    monkeypatch.setenv("FINOPS_HOME", "/proc/self")
    told = refusal()
    assert "home /proc/self cannot be written" in told
    assert "set FINOPS_HOME to another folder" in told


def test_a_mapping_file_lies_beside_the_settings_that_name_it(folder: Path) -> None:
    write("value,account\nCC-1,prod\n", "maps/centers.csv")
    write('[[dimensions]]\nname = "cost center"\nfile = "maps/centers.csv"\nspread = "even"')
    one = load().dimensions[0]
    assert one.file == str(folder / "maps/centers.csv")
    assert (one.name, one.spread, one.shared) == ("cost center", "even", ())


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('name = "team"', "name one of them"),
        ('name = "team"\ntag = "team"\nfile = "x.csv"', "name one of them"),
        ('name = "cost center"\nfile = "missing.csv"', "missing.csv cannot be read"),
        ('name = "team"\ntag = "team"\nspread = "fair"', "'none', 'even' or 'proportional'"),
    ],
)
def test_a_dimension_that_cannot_be_is_refused_when_starting(text: str, why: str) -> None:
    write(f"[[dimensions]]\n{text}")
    assert why in refusal()


def test_two_dimensions_are_not_called_alike() -> None:
    twice = '[[dimensions]]\nname = "cost center"\ntag = "cc"\n'
    write(twice + twice)
    assert "two dimensions are dimensions.cost_center" in refusal()

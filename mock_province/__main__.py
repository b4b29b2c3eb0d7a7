"""`python -m mock_province` serves; with the name of a management command behind it, it runs that command."""

import argparse
import os
import sys


def main(arguments: list[str]) -> None:
    """Take the settings by force: an inherited portal environment must not leak into this system."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "mock_province.settings"
    os.environ.pop("DATABASE_URL", None)
    if arguments and not arguments[0].startswith("-"):
        run_command(arguments)
    else:
        serve(arguments)


def run_command(arguments: list[str]) -> None:
    """Run a management command of this system, on the data that MOCK_PROVINCE_DATA names."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["mock_province", *arguments])


def serve(arguments: list[str]) -> None:
    """Bring the database up to date, then answer until a signal stops the process."""
    given = parser().parse_args(arguments)
    settings = {
        "MOCK_PROVINCE_DATA": given.data,
        "MOCK_PROVINCE_FIRST_SERIAL": given.first_serial,
        "MOCK_PROVINCE_SECONDS": given.seconds,
        "MOCK_PROVINCE_PUBLIC_URL": given.public_url or f"http://127.0.0.1:{given.port}",
    }
    os.environ.update({name: str(value) for name, value in settings.items()})
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    from mock_province.server import serve_until_stopped

    serve_until_stopped(host=given.host, port=given.port)


def parser() -> argparse.ArgumentParser:
    """The flags, each with its environment variable as default."""
    env = os.environ.get
    flags = argparse.ArgumentParser(prog="python -m mock_province", description="省级电子证照平台（模拟）")
    flags.add_argument("--port", type=int, default=8100)
    flags.add_argument("--host", default=env("MOCK_PROVINCE_HOST", "127.0.0.1"), help="for containers")
    flags.add_argument("--data", default=env("MOCK_PROVINCE_DATA", "var/mock_province"))
    flags.add_argument("--first-serial", type=int, default=int(env("MOCK_PROVINCE_FIRST_SERIAL", "1")))
    flags.add_argument("--seconds", type=float, default=float(env("MOCK_PROVINCE_SECONDS", "8")))
    flags.add_argument("--public-url", default=env("MOCK_PROVINCE_PUBLIC_URL", ""))
    return flags


if __name__ == "__main__":
    main(sys.argv[1:])

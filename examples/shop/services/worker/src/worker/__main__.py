import sys

from worker.consumer import consume
from worker.directory import Directory


def main() -> None:
    """Read events from standard input, one a line, and print who is active at the end."""
    directory = Directory()
    tally = consume(sys.stdin, directory.apply)
    for user in directory.active():
        print(f"{user.id}\t{user.name}\t{user.email}")
    print(f"{tally.handled} handled, {tally.rejected} rejected", file=sys.stderr)


if __name__ == "__main__":
    main()

"""A folder that holds Debian 13 with its Python, and the command that runs something in it."""
import os
import pathlib
import shutil
import subprocess

SUITE = "trixie"
PACKAGES = ["base-files", "coreutils", "dash", "openssl", "python3"]


class Lacking(Exception):
    """Why this machine cannot have it."""


def mirror():
    """Where this machine's own packages come from."""
    listing = subprocess.run(["apt-get", "indextargets", "--format", "$(REPO_URI) $(CODENAME)", "Created-By: Packages"],
                             capture_output=True, text=True, check=True).stdout
    ours = subprocess.run(["sh", "-c", ". /etc/os-release; echo $VERSION_CODENAME"], capture_output=True, text=True, check=True)
    for line in listing.splitlines():
        uri, _, codename = line.partition(" ")
        if codename == ours.stdout.strip():
            return uri
    raise Lacking("apt has no source of Debian's main archive")


def make(root):
    """The root, made at the first call: packages unpacked and not configured, which is enough to run a program."""
    if os.geteuid() != 0:
        raise Lacking("a root of another Debian needs root")
    for tool in ("apt-get", "mmdebstrap", "unshare"):
        if shutil.which(tool) is None:
            raise Lacking(f"there is no {tool}")
    if subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode != 0:
        raise Lacking("no mount namespace may be made here")
    if not (root / ".complete").exists():
        fresh = pathlib.Path(f"{root}.new")
        shutil.rmtree(root, ignore_errors=True)
        shutil.rmtree(fresh, ignore_errors=True)
        done = subprocess.run(["mmdebstrap", "--mode=root", "--variant=extract", f"--include={','.join(PACKAGES)}", SUITE, fresh,
                               mirror()], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode != 0:
            raise Lacking(f"Debian 13 could not be fetched: {done.stdout.strip().splitlines()[-1]}")
        (fresh / "etc/hosts").write_text("127.0.0.1 localhost\n")  # its own, whatever the image makes of it
        (fresh / "etc/hosts").write_text("127.0.0.1 localhost\n")  # the installer's work, elsewhere
        (fresh / ".complete").touch()
        fresh.rename(root)
    return root


def command(root, shared, folder, program):
    """The words that run a program in the root, in `folder`, with `shared` at its own path, /proc, /dev and an empty /tmp.

    The mounts are in a namespace of their own and end with the program.
    """
    script = """set -e
        root=$1 shared=$2 folder=$3
        shift 3
        mount -t tmpfs tmpfs "$root/tmp"  # first: what is shared may lie below it
        mkdir -p "$root$shared"
        mount --bind "$shared" "$root$shared"
        mount -t proc proc "$root/proc"
        mount --rbind /dev "$root/dev"
        exec chroot "$root" sh -c 'cd "$1" && shift && exec "$@"' sh "$folder" "$@" """
    return ["unshare", "--mount", "--propagation", "private", "sh", "-c", script, "sh", *map(str, (root, shared, folder, program))]

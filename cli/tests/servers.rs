//! `lockstep run` against real servers, which it starts itself. Needs the feature `servers`; a server that is not
//! installed has its test ignored.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::thread;
use std::time::Duration;

use libtest_mimic::{Arguments, Failed, Trial};
use lockstep_clients::{LocalService, Persistence};

fn main() -> ExitCode {
    let redis = LocalService::Redis(Persistence::None);
    let installed = |service: LocalService| {
        let is_installed = service.is_installed();
        if !is_installed {
            eprintln!(
                "{} is not installed: its tests are ignored",
                service.program()
            );
        }
        is_installed
    };
    let (redis, postgres, etcd) = (
        installed(redis),
        installed(LocalService::Postgres),
        installed(LocalService::Etcd),
    );
    let trials = vec![
        Trial::test(
            "every_object_of_sqlite_is_valid",
            every_object_of_sqlite_is_valid,
        ),
        Trial::test(
            "a_server_that_is_not_there_is_an_error",
            a_server_that_is_not_there_is_an_error,
        ),
        Trial::test(
            "faults_need_a_server_of_the_run",
            faults_need_a_server_of_the_run,
        ),
        Trial::test(
            "redis_is_valid_through_every_fault",
            redis_is_valid_through_every_fault,
        )
        .with_ignored_flag(!redis),
        Trial::test(
            "an_interrupted_run_leaves_no_server",
            an_interrupted_run_leaves_no_server,
        )
        .with_ignored_flag(!redis),
        Trial::test("postgres_is_valid_where_it_is_serializable", || {
            is_valid(
                "postgres?isolation=serializable&update=client",
                "counter",
                &[],
            )
        })
        .with_ignored_flag(!postgres),
        Trial::test("etcd_is_valid", || is_valid("etcd", "mutex", &[])).with_ignored_flag(!etcd),
    ];
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

/// What a command left behind.
struct Ended {
    code: Option<i32>,
    said: String,
}

/// Runs a workload into a folder of its own.
fn run(client: &str, workload: &str, options: &[&str]) -> (PathBuf, Ended) {
    let name = format!("{workload}-on-{client}").replace(['?', '=', '&', ':', '/'], "-");
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&out);
    let output = Command::new(env!("CARGO_BIN_EXE_lockstep"))
        .args(["run", workload, "--client", client, "--out"])
        .arg(&out)
        .args(options)
        .output()
        .expect("the command runs");
    let texts = [output.stdout, output.stderr];
    let said = texts.map(|text| String::from_utf8_lossy(&text).into_owned());
    let code = output.status.code();
    (
        out,
        Ended {
            code,
            said: said.concat(),
        },
    )
}

fn is_valid(client: &str, workload: &str, options: &[&str]) -> Result<(), Failed> {
    let options = [&["--ops", "200"], options].concat();
    let (_, ended) = run(client, workload, &options);
    if ended.code == Some(0) {
        Ok(())
    } else {
        Err(ended.said.into())
    }
}

fn every_object_of_sqlite_is_valid() -> Result<(), Failed> {
    let workloads = [
        "register",
        "cas-register",
        "multi-register",
        "queue",
        "stack",
        "set",
        "counter",
        "mutex",
        "log",
        "bank",
        "unique-ids",
    ];
    workloads
        .iter()
        .try_for_each(|workload| is_valid("sqlite", workload, &[]))
}

fn a_server_that_is_not_there_is_an_error() -> Result<(), Failed> {
    let (_, ended) = run("redis://127.0.0.1:1", "register", &[]);
    says(&ended, 2, "the setup of register failed")
}

fn faults_need_a_server_of_the_run() -> Result<(), Failed> {
    let (_, ended) = run("redis://127.0.0.1:1", "queue", &["--nemesis", "kill"]);
    says(
        &ended,
        2,
        "--nemesis is for servers that are started for the run: redis, postgres or etcd",
    )
}

fn says(ended: &Ended, code: i32, expected: &str) -> Result<(), Failed> {
    if ended.code == Some(code) && ended.said.contains(expected) {
        Ok(())
    } else {
        Err(format!("{:?}: {}", ended.code, ended.said).into())
    }
}

fn redis_is_valid_through_every_fault() -> Result<(), Failed> {
    let options = [
        "--rate",
        "500",
        "--time-limit",
        "2s",
        "--nemesis",
        "kill,pause,cut,hold",
        "--nemesis-interval",
        "150ms",
        "--seed",
        "3",
    ];
    let (out, ended) = run("redis", "register", &options);
    says(&ended, 0, "valid    ")?;
    let history = fs::read_to_string(out.join("history.jsonl"))?;
    let faults = history
        .lines()
        .filter(|line| line.contains("\"nemesis\""))
        .count();
    if faults >= 8 {
        Ok(())
    } else {
        Err(format!("{faults} faults").into())
    }
}

fn an_interrupted_run_leaves_no_server() -> Result<(), Failed> {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("interrupted-on-redis");
    let _ = fs::remove_dir_all(&out);
    let mut run = Command::new(env!("CARGO_BIN_EXE_lockstep"))
        .args([
            "run",
            "register",
            "--client",
            "redis",
            "--rate",
            "200",
            "--time-limit",
            "10m",
            "--out",
        ])
        .arg(&out)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let history = out.join("history.jsonl");
    while fs::metadata(&history).map_or(0, |file| file.len()) < 1000 {
        if run.try_wait()?.is_some() {
            return Err("it has ended".into());
        }
        thread::sleep(Duration::from_millis(10));
    }
    let started = format!("/proc/{0}/task/{0}/children", run.id());
    let servers = fs::read_to_string(started)?;
    let kill = format!("kill -INT {}", run.id());
    Command::new("sh").args(["-c", &kill]).status()?;
    let ended = run.wait()?;
    let is_there = |server: &&str| Path::new("/proc").join(server).exists();
    match (ended.code(), servers.split_whitespace().find(is_there)) {
        _ if servers.is_empty() => Err("no server was started".into()),
        (Some(0), None) => Ok(()),
        (code, server) => Err(format!("{code:?}, and server {server:?} is still there").into()),
    }
}

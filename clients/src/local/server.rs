use std::fs::{self, File};
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal};

use super::account::Account;
use super::folder::Folder;
use super::{LocalError, LocalService, processes, program};
use crate::Server;

/// How long a server may take until it answers.
const START_MAX: Duration = Duration::from_secs(30);

/// How long to wait between two looks.
const PAUSE: Duration = Duration::from_millis(20);

/// How much of what a server said is told when it ended, in bytes.
const OUTPUT_MAX: usize = 2_000;

/// A server that runs on this machine, on the loopback device, with its data in a temporary folder.
///
/// It is killed, and its data removed, when the value is dropped.
///
/// # Examples
///
/// ```no_run
/// use lockstep_clients::{LocalServer, LocalService, Persistence};
///
/// let redis = LocalServer::start(LocalService::Redis(Persistence::None))?;
/// assert_eq!(redis.server().product(), "Redis");
/// # Ok::<(), lockstep_clients::LocalError>(())
/// ```
#[derive(Debug)]
pub struct LocalServer {
    service: LocalService,
    command: Mutex<Command>,
    address: SocketAddr,
    child: Mutex<Option<Child>>,
    // Dropped last: the server's files are in it.
    folder: Folder,
}

impl LocalServer {
    /// Starts a server, and waits until it answers.
    ///
    /// # Errors
    ///
    /// [`LocalError::NotInstalled`]; [`LocalError::Ended`] and [`LocalError::Silent`] if it does not get as far
    /// as to answer; [`LocalError::Io`].
    pub fn start(service: LocalService) -> Result<Self, LocalError> {
        let name = service.program();
        let program = program::find(name).ok_or(LocalError::NotInstalled(name))?;
        let folder = Folder::new()?;
        // PostgreSQL refuses to run as root.
        let account = match service {
            LocalService::Postgres => Account::of("postgres"),
            _ => None,
        };
        if let Some(Account { user, group }) = account {
            chown(folder.path(), Some(user), Some(group))?;
        }
        make_data(service, &folder, account)?;
        let (port, peers) = free_ports()?;
        let mut command = Command::new(program);
        command.args(service.arguments(folder.path(), port, peers));
        run_in(&mut command, &folder, account);
        let server = Self {
            service,
            command: Mutex::new(command),
            address: (Ipv4Addr::LOCALHOST, port).into(),
            child: Mutex::new(None),
            folder,
        };
        server.start_again()?;
        Ok(server)
    }

    /// Returns the server as clients see it.
    pub fn server(&self) -> Server {
        self.server_at(self.address)
    }

    /// Returns the server as clients see it that come to it by another address: that of a proxy.
    ///
    /// # Panics
    ///
    /// Never: the address of a server can be read.
    pub fn server_at(&self, address: SocketAddr) -> Server {
        let server = self.service.text(address).parse();
        server.expect("the address of a server can be read")
    }

    /// Returns where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns which server it is.
    pub fn service(&self) -> LocalService {
        self.service
    }

    /// Starts it where it was killed, with the data that it has, and waits until it answers.
    ///
    /// Where it runs, nothing is done.
    ///
    /// # Errors
    ///
    /// As [`start`](LocalServer::start).
    pub fn start_again(&self) -> Result<(), LocalError> {
        let since = Instant::now();
        let mut child = self.child();
        loop {
            if child.is_none() {
                *child = Some(self.spawn()?);
            }
            let answered = self.server().with_timeout(Duration::from_secs(1)).ping();
            let Err(reason) = answered else {
                return Ok(());
            };
            let within = since.elapsed();
            if let Some(ended) = child
                .as_mut()
                .and_then(|child| child.try_wait().transpose())
            {
                *child = None;
                // What the killed one held may not be free yet.
                if within > START_MAX / 10 {
                    return Err(self.ended(&ended?.to_string()));
                }
            }
            if within > START_MAX {
                let program = self.service.program();
                return Err(LocalError::Silent {
                    program,
                    within,
                    reason,
                });
            }
            thread::sleep(PAUSE);
        }
    }

    /// Kills it: it has no time to put anything in order.
    ///
    /// # Errors
    ///
    /// [`LocalError::NotRunning`]; [`LocalError::Io`].
    pub fn kill(&self) -> Result<(), LocalError> {
        let mut child = self.child();
        let mut killed = child.take().ok_or_else(|| self.not_running())?;
        processes::signal(Pid::from_child(&killed), Signal::KILL)?;
        killed.wait()?;
        Ok(())
    }

    /// Stops it where it is, until it is told to go on; connections stay, and nobody answers.
    ///
    /// # Errors
    ///
    /// As [`kill`](LocalServer::kill).
    pub fn pause(&self) -> Result<(), LocalError> {
        self.signal(Signal::STOP)
    }

    /// Lets it go on after a pause.
    ///
    /// # Errors
    ///
    /// As [`kill`](LocalServer::kill).
    pub fn go_on(&self) -> Result<(), LocalError> {
        self.signal(Signal::CONT)
    }

    fn signal(&self, signal: Signal) -> Result<(), LocalError> {
        let child = self.child();
        let process = child.as_ref().ok_or_else(|| self.not_running())?;
        Ok(processes::signal(Pid::from_child(process), signal)?)
    }

    fn spawn(&self) -> io::Result<Child> {
        let output = File::create(self.folder.path().join("output"))?;
        let mut command = self.command.lock().unwrap_or_else(PoisonError::into_inner);
        command.stdout(output.try_clone()?).stderr(output);
        command.spawn()
    }

    fn ended(&self, status: &str) -> LocalError {
        let output = fs::read(self.folder.path().join("output")).unwrap_or_default();
        let end = &output[output.len().saturating_sub(OUTPUT_MAX)..];
        LocalError::Ended {
            program: self.service.program(),
            status: status.to_owned(),
            output: String::from_utf8_lossy(end).trim().to_owned(),
        }
    }

    fn not_running(&self) -> LocalError {
        LocalError::NotRunning(self.service.program())
    }

    fn child(&self) -> MutexGuard<'_, Option<Child>> {
        self.child.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for LocalServer {
    fn drop(&mut self) {
        // It may not run any more.
        let _ = self.kill();
    }
}

/// Makes what has to be there before the server starts.
fn make_data(
    service: LocalService,
    folder: &Folder,
    account: Option<Account>,
) -> Result<(), LocalError> {
    let data = folder.path().join("data");
    if service != LocalService::Postgres {
        return Ok(fs::create_dir(data)?);
    }
    let program = program::find("initdb").ok_or(LocalError::NotInstalled("initdb"))?;
    let mut command = Command::new(program);
    command.arg("-D").arg(data);
    command.args(["-U", "postgres", "-A", "trust", "-E", "UTF8"]);
    command.args(["--locale=C", "--no-sync"]);
    run_in(&mut command, folder, account);
    let output = command.output()?;
    if output.status.success() {
        return Ok(());
    }
    Err(LocalError::Ended {
        program: "initdb",
        status: output.status.to_string(),
        output: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
    })
}

fn run_in(command: &mut Command, folder: &Folder, account: Option<Account>) {
    command.current_dir(folder.path()).stdin(Stdio::null());
    // Ctrl-C on a terminal is for who started it: it may want to use the server until it has ended.
    command.process_group(0);
    if let Some(Account { user, group }) = account {
        command.uid(user).gid(group);
    }
}

/// Returns two ports that nobody listens at.
fn free_ports() -> io::Result<(u16, u16)> {
    let listeners = [
        TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?,
        TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?,
    ];
    let [one, other] = &listeners;
    Ok((one.local_addr()?.port(), other.local_addr()?.port()))
}

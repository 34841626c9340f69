//! Tasks that share a session with a server, and open it when they first need it.
//!
//! Whoever finds none opens one. To look and to open are two steps with an await in between, in which
//! another task can find none, too:
//!
//! ```text
//! T1  ├─ read → none ─┤ ├─ open ─┤                ├─ write ─┤
//! T2       ├─ read → none ─┤ ├─ open a second one ─┤   ├─ write ─┤
//! ```

use lockstep::Runner;
use lockstep::future::sync::{Mutex, RwLock};
use lockstep::future::{block_on, spawn, yield_now};
use lockstep::scheduler::BugFound;
use lockstep::sync::Arc;

/// The server, which counts the sessions that were opened.
#[derive(Default)]
struct Server(Mutex<u32>);

impl Server {
    async fn open(&self) -> u32 {
        // The request takes its time.
        yield_now().await;
        let mut opened = self.0.lock().await;
        *opened += 1;
        *opened
    }
}

#[derive(Default)]
struct Client {
    server: Server,
    session: RwLock<Option<u32>>,
}

impl Client {
    /// Looks with one lock and writes with another: somebody else can look in between.
    async fn session_in_two_steps(&self) -> u32 {
        if let Some(session) = *self.session.read().await {
            return session;
        }
        let session = self.server.open().await;
        *self.session.write().await = Some(session);
        session
    }

    /// Holds the lock until the session is open.
    async fn session(&self) -> u32 {
        let mut held = self.session.write().await;
        match *held {
            Some(session) => session,
            None => *held.insert(self.server.open().await),
        }
    }
}

/// Opens sessions in two steps.
pub(crate) fn broken() {
    let client = Arc::new(Client::default());
    let other = Arc::clone(&client);
    block_on(async {
        let task = spawn(async move { other.session_in_two_steps().await });
        let session = client.session_in_two_steps().await;
        assert_eq!(session, task.await.unwrap(), "there are two sessions");
    });
}

/// Opens sessions in one step.
pub(crate) fn correct() {
    let client = Arc::new(Client::default());
    let other = Arc::clone(&client);
    block_on(async {
        let task = spawn(async move { other.session().await });
        let session = client.session().await;
        assert_eq!(session, task.await.unwrap(), "there are two sessions");
    });
}

/// Searches for the schedule that shows the bug.
pub(crate) fn search(runner: &Runner) -> Box<BugFound> {
    runner.try_run(broken).expect_err("it is broken")
}

fn main() {
    Runner::new().run(correct);
    println!("{}", search(&Runner::new().test("session")));
}

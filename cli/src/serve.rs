use std::convert::Infallible;
use std::error::Error;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};

use crate::exit::Exit;
use crate::note::note;
use crate::output::Output;

mod answer;
mod asked;
mod body;
mod list;
mod made;
mod place;

use answer::{Answer, Site};
use body::Bytes;

/// How long the head of a request may take, and how long a connection may stay open without one.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// How long to wait after a connection could not be taken, for others to end.
const PAUSE: Duration = Duration::from_millis(100);

/// Shows recorded runs in a browser: their verdicts, plots, histories and files.
///
/// It listens on this machine alone, reads what is below the directory whenever it is asked for, and writes
/// nothing. Ctrl-C ends it.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Serve {
    /// The directory whose runs are listed: those in it and below.
    #[arg(value_name = "DIR")]
    directory: PathBuf,

    /// The port on 127.0.0.1; 0 for any that is free.
    #[arg(long, default_value = "8040", value_name = "N")]
    port: u16,
}

const EXAMPLES: &str = "\
Examples:
  lockstep serve runs
  lockstep serve runs --port 0";

impl Serve {
    pub(crate) fn run(&self) -> Result<Exit, Box<dyn Error>> {
        let directory = self.directory.display();
        let root = self.directory.canonicalize();
        let root = root.map_err(|error| format!("{directory}: {error}"))?;
        if !root.is_dir() {
            return Err(format!("{directory}: expected a directory").into());
        }
        // Nothing is written, so nothing is left half done.
        ctrlc::set_handler(|| process::exit(0))?;
        let runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = { runtime }.enable_io().enable_time().build()?;
        runtime.block_on(self.listen(root))
    }

    async fn listen(&self, root: PathBuf) -> Result<Exit, Box<dyn Error>> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let listener = TcpListener::bind(address).await;
        let listener = listener.map_err(|error| format!("{address}: {error}"))?;
        let port = listener.local_addr()?.port();
        let title = self.directory.display().to_string();
        let site = Arc::new(Site { root, title, port });
        Output::default().write(format!("http://127.0.0.1:{port}/\n"))?;
        let mut is_warned = false;
        loop {
            match listener.accept().await {
                Ok((stream, _)) => drop(tokio::spawn(converse(stream, Arc::clone(&site)))),
                // Neither somebody who has gone already nor too many of them is a reason to end.
                Err(error) => {
                    if !is_warned {
                        note(format_args!("warning: {error}"));
                    }
                    is_warned = true;
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }
}

/// Answers what is asked over one connection.
async fn converse(stream: TcpStream, site: Arc<Site>) {
    let service = service_fn(|request| respond(request, Arc::clone(&site)));
    // Who leaves in the middle of an answer is not told so.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

/// Answers on a thread of its own: a page may take a while to make.
async fn respond(
    request: Request<Incoming>,
    site: Arc<Site>,
) -> Result<Response<Bytes>, Infallible> {
    let (head, _) = request.into_parts();
    let answered = tokio::task::spawn_blocking(move || site.answer(&head)).await;
    Ok(answered.unwrap_or_else(|_| Answer::Broken("no answer could be made".to_owned()).into()))
}

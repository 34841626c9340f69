use std::panic::Location;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::Result;

use crate::gate::Side;
use crate::world::{is_controlled, reach, with};
use crate::{Kind, ObjectId, Operation, TaskId};

/// The right to wait for a task or thread, and to get what it returned.
#[derive(Debug)]
pub struct JoinHandle<T>(Inner<T>);

#[derive(Debug)]
enum Inner<T> {
    Thread(std::thread::JoinHandle<T>),
    Task { task: TaskId, packet: Packet<T> },
}

/// What a task returned, once it has ended. Only one task runs at a time: it is never waited for.
type Packet<T> = Arc<Mutex<Option<T>>>;

/// Runs `main` beside what runs already.
#[track_caller]
pub fn spawn<F, T>(main: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    if !is_controlled() {
        return JoinHandle(Inner::Thread(std::thread::spawn(main)));
    }
    let packet = Packet::default();
    let result = Arc::clone(&packet);
    let main = move || {
        let value = main();
        *result.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
    };
    let task = spawn_task(None, Box::new(main), Location::caller());
    JoinHandle(Inner::Task { task, packet })
}

/// Adds a task to the execution on this thread.
pub(crate) fn spawn_task(
    name: Option<String>,
    main: Box<dyn FnOnce()>,
    location: &'static Location<'static>,
) -> TaskId {
    let operation = Operation {
        object: ObjectId::NONE,
        kind: Kind::Spawn,
        location,
    };
    reach(operation, None);
    let task = with(|world| world.spawn(name, main, location));
    task.expect("tasks are spawned in executions")
}

impl<T> JoinHandle<T> {
    /// Waits until it has ended, and returns what it returned.
    ///
    /// # Errors
    ///
    /// If it panicked: what it panicked with. In a controlled execution a panic ends the execution.
    ///
    /// # Panics
    ///
    /// If it was spawned in a controlled execution that has ended.
    #[track_caller]
    pub fn join(self) -> Result<T> {
        match self.0 {
            Inner::Thread(handle) => handle.join(),
            Inner::Task { task, packet } => {
                wait_for(task, Location::caller());
                let value = packet.lock().unwrap_or_else(PoisonError::into_inner).take();
                Ok(value.expect("a task that has ended has returned something"))
            }
        }
    }

    /// Returns true once it has ended.
    pub fn is_finished(&self) -> bool {
        match &self.0 {
            Inner::Thread(handle) => handle.is_finished(),
            Inner::Task { task, .. } => with(|world| world.task(*task).has_ended).unwrap_or(true),
        }
    }
}

fn wait_for(task: TaskId, location: &'static Location<'static>) {
    let object = with(|world| world.task(task).object);
    let operation = Operation {
        object: ObjectId(object.expect("a task is waited for in its execution")),
        kind: Kind::Join,
        location,
    };
    reach(operation, Some(Side::Front));
}

/// Lets others go first.
#[track_caller]
pub fn yield_now() {
    if !is_controlled() {
        return std::thread::yield_now();
    }
    let operation = Operation {
        object: ObjectId::NONE,
        kind: Kind::Yield,
        location: Location::caller(),
    };
    reach(operation, None);
}

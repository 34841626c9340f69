//! `deadpool` uses tokio's semaphore, for which the mirror stands in.

use std::convert::Infallible;

use deadpool::managed::{Manager, Metrics, Pool, RecycleResult};
use lockstep_crates::prove;
use lockstep_scheduler::future::block_on;
use lockstep_scheduler::sync::Arc;
use lockstep_scheduler::sync::atomic::{AtomicU32, Ordering::SeqCst};
use lockstep_tokio as tokio;

/// Makes numbers, and knows how many there are.
#[derive(Default)]
struct Numbers {
    made: AtomicU32,
}

impl Manager for Numbers {
    type Type = u32;
    type Error = Infallible;

    async fn create(&self) -> Result<u32, Infallible> {
        Ok(self.made.fetch_add(1, SeqCst))
    }

    async fn recycle(&self, _: &mut u32, _: &Metrics) -> RecycleResult<Infallible> {
        Ok(())
    }
}

/// Three want the only object, one after the other.
async fn shared() {
    let pool = Pool::<Numbers>::builder(Numbers::default())
        .max_size(1)
        .build()
        .unwrap();
    let uses = Arc::new(AtomicU32::new(0));
    let take = |pool: Pool<Numbers>, uses: Arc<AtomicU32>| async move {
        let object = pool.get().await.unwrap();
        assert_eq!(uses.fetch_add(1, SeqCst), 0, "two use it");
        tokio::task::yield_now().await;
        uses.fetch_sub(1, SeqCst);
        drop(object);
    };
    let other = tokio::spawn(take(pool.clone(), Arc::clone(&uses)));
    take(pool.clone(), uses).await;
    other.await.unwrap();
    assert_eq!(pool.manager().made.load(SeqCst), 1, "it was not used again");
    assert_eq!(pool.status().available, 1);
}

#[test]
fn an_object_is_used_by_one_at_a_time_and_used_again() {
    prove("pool_of_one", || block_on(shared()));
}

/// Who waits for the only object is given up.
async fn given_up() {
    let pool = Pool::<Numbers>::builder(Numbers::default())
        .max_size(1)
        .build()
        .unwrap();
    let object = pool.get().await.unwrap();
    let theirs = pool.clone();
    let waits = tokio::spawn(async move { drop(theirs.get().await) });
    waits.abort();
    drop(object);
    let _ = waits.await;
    drop(pool.get().await.unwrap());
    assert_eq!((pool.status().size, pool.status().available), (1, 1));
}

#[test]
fn an_object_is_not_lost_with_one_who_waited_for_it() {
    prove("pool_waiter_aborted", || block_on(given_up()));
}

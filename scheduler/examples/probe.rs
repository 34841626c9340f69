use lockstep_scheduler::{
    Runner,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    thread,
};
use std::time::Instant;
fn time(name: &str, n: u64, body: impl Fn() + Send + Sync + 'static) {
    let t = Instant::now();
    let s = Runner::new()
        .iterations(n)
        .threads(1.try_into().unwrap())
        .search(body);
    let e = t.elapsed().as_secs_f64();
    match s {
        Ok(s) => println!(
            "{name}: {:.0} schedules/s, {:.1} ns/step, {:.1} steps",
            s.executions as f64 / e,
            e * 1e9 / s.steps as f64,
            s.steps as f64 / s.executions as f64
        ),
        Err((i, f)) => println!("{name}: iteration {i}: {f}"),
    }
}
fn main() {
    time("lost update", 1000, || {
        let a = Arc::new(AtomicUsize::new(0));
        let h: Vec<_> = (0..2)
            .map(|_| {
                let a = a.clone();
                thread::spawn(move || {
                    let v = a.load(SeqCst);
                    a.store(v + 1, SeqCst);
                })
            })
            .collect();
        for h in h {
            h.join().unwrap();
        }
        assert_eq!(a.load(SeqCst), 2);
    });
    time("deadlock", 1000, || {
        let a = Arc::new(Mutex::new(0));
        let b = Arc::new(Mutex::new(0));
        let (c, d) = (a.clone(), b.clone());
        let h = thread::spawn(move || {
            let _x = c.lock().unwrap();
            let _y = d.lock().unwrap();
        });
        {
            let _y = b.lock().unwrap();
            let _x = a.lock().unwrap();
        }
        h.join().unwrap();
    });
    time("2x100 fetch_add", 50_000, || {
        let a = Arc::new(AtomicUsize::new(0));
        let h: Vec<_> = (0..2)
            .map(|_| {
                let a = a.clone();
                thread::spawn(move || {
                    for _ in 0..100 {
                        a.fetch_add(1, SeqCst);
                    }
                })
            })
            .collect();
        for h in h {
            h.join().unwrap();
        }
        assert_eq!(a.load(SeqCst), 200);
    });
    time("3x20 mutex", 50_000, || {
        let a = Arc::new(Mutex::new(0));
        let h: Vec<_> = (0..3)
            .map(|_| {
                let a = a.clone();
                thread::spawn(move || {
                    for _ in 0..20 {
                        *a.lock().unwrap() += 1;
                    }
                })
            })
            .collect();
        for h in h {
            h.join().unwrap();
        }
        assert_eq!(*a.lock().unwrap(), 60);
    });
    time("spawn10", 50_000, || {
        let h: Vec<_> = (0..10).map(|_| thread::spawn(move || ())).collect();
        for h in h {
            h.join().unwrap();
        }
    });
}

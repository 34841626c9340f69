use lockstep_scheduler::{
    Extent, Kind, Neighbours, ParseTraceError, Passing, Target, TaskId, Trace, TracedObject,
    TracedStep, TracedTask, TracedValues, TracedWait, View,
};
use lockstep_seed::Seed;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::programs::{bug, two_mutexes};

const KINDS: [Kind; 5] = [
    Kind::Begin,
    Kind::Spawn,
    Kind::Lock,
    Kind::Load,
    Kind::TryReceive,
];

fn text() -> impl Strategy<Value = String> {
    "[ a-z\\\\\\-\u{7}\n\r\té{}]{0,12}"
}

fn place() -> impl Strategy<Value = String> {
    "[a-z /\\\\]{1,30}:[0-9]{1,4}"
}

/// The tasks of a trace: the first is always the main one.
fn tasks(count: usize) -> impl Strategy<Value = Vec<TracedTask>> {
    vec((option::of(text()), any::<prop::sample::Index>()), count).prop_map(|tasks| {
        let task = |(number, (name, parent)): (usize, (_, prop::sample::Index))| TracedTask {
            name,
            parent: (number > 0).then(|| task_id(parent.index(number))),
        };
        tasks.into_iter().enumerate().map(task).collect()
    })
}

fn task_id(number: usize) -> TaskId {
    TaskId::from(u32::try_from(number).unwrap())
}

fn step(tasks: usize, objects: usize) -> impl Strategy<Value = TracedStep> {
    let target = (0..=tasks + objects).prop_map(move |number| match number {
        0 => Target::Nothing,
        number if number <= tasks => Target::Task(task_id(number - 1)),
        number => Target::Object(u32::try_from(number - tasks - 1).unwrap()),
    });
    (0..tasks, prop::sample::select(&KINDS[..]), target, place()).prop_map(
        |(task, kind, target, place)| TracedStep {
            task: task_id(task),
            kind,
            target,
            place,
            preempts: false,
            values: None,
        },
    )
}

prop_compose! {
    fn noted_step(tasks: usize, objects: usize)(
        step in step(tasks, objects),
        preempts in any::<bool>(),
        values in option::of(("[a-z0-9?\\-]{1,8}", option::of("[a-z0-9?\\-]{1,8}"))),
    ) -> TracedStep {
        let values = values.map(|(before, after)| TracedValues { before, after });
        TracedStep { preempts, values, ..step }
    }
}

prop_compose! {
    fn wait(tasks: usize, objects: usize)(
        step in step(tasks, objects),
        held_by in option::of((0..tasks, place())),
    ) -> TracedWait {
        TracedWait {
            step,
            held_by: held_by.map(|(task, place)| (task_id(task), place)),
        }
    }
}

prop_compose! {
    fn trace()(count in 1..6_usize, places in vec(place(), 0..4))(
        names in (option::of(text()), text(), text(), text(), text()),
        numbers in any::<(u64, u64, u64, u64)>(),
        (shrunk_from, early_timers) in (option::of(any::<u64>()), any::<bool>()),
        slice in prop::sample::select(&Extent::ALL[..]),
        tasks in tasks(count),
        steps in vec(noted_step(count, places.len()), 0..20),
        waits in vec(wait(count, places.len()), 0..3),
        places in Just(places),
    ) -> Trace {
        let object = |(place, number): (String, u32)| TracedObject {
            kind: "mutex".into(),
            number,
            place,
        };
        Trace {
            suite: names.0,
            test: names.1,
            iteration: numbers.0,
            seed: Seed::from(numbers.1),
            iteration_seed: Seed::from(numbers.2),
            strategy: names.2,
            steps_max: numbers.3,
            early_timers,
            failure: names.3,
            reason: names.4,
            shrunk_from,
            slice,
            neighbours: None,
            tasks,
            objects: places.into_iter().zip(0..).map(object).collect(),
            steps,
            waits,
        }
    }
}

prop_compose! {
    fn trace_with_neighbours()(trace in trace())(
        tried in any::<u64>(),
        place in option::of(0..trace.steps.len().max(1)),
        steps in vec(noted_step(trace.tasks.len(), trace.objects.len()), 1..5),
        trace in Just(trace),
    ) -> Trace {
        let place = place.filter(|place| *place < trace.steps.len());
        let passing = place.map(|place| Passing {
            place,
            trace: Trace {
                failure: "none".into(),
                reason: String::new(),
                shrunk_from: None,
                slice: Extent::Everything,
                steps: [&trace.steps[..place], &steps].concat(),
                waits: Vec::new(),
                ..trace.clone()
            },
        });
        let neighbours = Some(Box::new(Neighbours { tried, passing }));
        Trace { neighbours, ..trace }
    }
}

proptest! {
    #[test]
    fn what_is_known_of_neighbours_is_read_back(trace in trace_with_neighbours()) {
        let text = trace.to_string();
        prop_assert_eq!(text.parse::<Trace>(), Ok(trace), "{}", text);
    }

    #[test]
    fn a_trace_is_read_back_as_it_was_written(trace in trace()) {
        let text = trace.to_string();
        prop_assert_eq!(text.parse::<Trace>(), Ok(trace), "{}", text);
    }

    #[test]
    fn no_text_makes_reading_panic(text in "(lockstep trace 1\n)?[ a-zT0-9\\\\{}\n]{0,200}") {
        let _ = text.parse::<Trace>();
    }

    #[test]
    fn what_is_shown_of_a_trace_is_at_most_a_hundred_characters_wide(trace in trace_with_neighbours()) {
        for view in [View::Slice, View::Everything] {
            for text in [trace.table(view), trace.lines(view), trace.heading(), trace.nearest()] {
                for line in text.lines() {
                    prop_assert!(line.chars().count() <= 100, "{}", line);
                }
            }
        }
    }

    #[test]
    fn nothing_is_cut_from_a_name_that_does_not_fit(
        mut trace in trace(),
        name in "[a-z]{1,300}",
        place in "[a-z/]{1,300}:[0-9]{1,4}",
    ) {
        trace.tasks[0].name = Some(name.clone());
        for step in &mut trace.steps {
            step.place.clone_from(&place);
        }
        let is_taken = trace.steps.iter().any(|step| step.task == TaskId::MAIN);
        prop_assume!(is_taken);
        let together = |text: String| text.replace([' ', '\n'], "");
        for text in [trace.table(View::Everything), trace.lines(View::Everything)] {
            let text = together(text);
            prop_assert!(text.contains(&name) && text.contains(&place), "{}", text);
        }
    }
}

/// Returns what is wrong with a trace after one replacement.
fn error_of(from: &str, to: &str) -> ParseTraceError {
    let text = bug("two_mutexes", 1, two_mutexes).trace.to_string();
    assert!(text.contains(from), "{text}");
    text.replacen(from, to, 1).parse::<Trace>().unwrap_err()
}

#[test]
fn a_step_says_no_more_than_its_values_and_that_it_preempts() {
    let text = bug("two_mutexes", 1, two_mutexes).trace.to_string();
    let with = |more: &str| {
        let first = text.lines().find(|line| line.starts_with("step 1 "));
        let first = first.expect("there is a step");
        text.replacen(first, &format!("{first}  {more}"), 1)
            .parse::<Trace>()
    };
    let step = with("preempts  1 -> 2").unwrap().steps.remove(0);
    assert!(step.preempts);
    assert_eq!(step.values.unwrap().after.as_deref(), Some("2"));
    let error = with("1 or 2").unwrap_err().to_string();
    let expected = "expected \"preempts\", or values such as \"= 1\" or \"1 -> 2\"";
    assert!(error.contains(expected), "{error}");
}

#[test]
fn a_trace_without_what_was_noted_later_is_read() {
    let text = "lockstep trace 1\ntest t\niteration 0\nseed 0\niteration_seed 0\nstrategy pct\n\
                steps_max 9\nfailure deadlock\nreason r\nslice joins\ntask T0  -  main\n\
                object atomic 0  src/lib.rs:1\nstep 1  T0  load  atomic 0  src/lib.rs:1\n";
    let trace: Trace = text.parse().unwrap();
    assert_eq!((trace.neighbours, &trace.steps[0].values), (None, &None));
}

#[test]
fn says_which_line_is_wrong_and_what_was_expected() {
    let cases = [
        (
            "trace 1",
            "trace 2",
            "line 1: expected \"lockstep trace 1\", found \"lockstep trace 2\"",
        ),
        ("seed 1", "seed x", "line 5: expected \"seed\" and a number"),
        (
            "test ",
            "tset ",
            "line 3: expected a line that begins with \"test\"",
        ),
        (
            "slice ",
            "slice of ",
            "expected \"slice\" and one of objects, joins, everything",
        ),
        ("task T1 ", "task T2 ", "expected task T1, found"),
        ("step 3 ", "step 4 ", "expected step 3, found"),
        (
            "  lock  ",
            "  lick  ",
            "expected an operation such as lock, found",
        ),
        ("mutex 1     ", "mutex 7     ", "expected"),
        (
            "step 3     T1",
            "step 3     T9",
            "expected a task that is listed above, such as T0",
        ),
    ];
    for (from, to, expected) in cases {
        let error = error_of(from, to).to_string();
        assert!(error.contains(expected), "{from}: {error}");
    }
}

use lockstep_history::{Kind, Recording};

/// The names of operations that clients invoked, with the rare ones joined where there are too many.
pub(crate) struct Names {
    pub(crate) texts: Vec<String>,
    /// For each name of the recording its place among the texts.
    places: Vec<Option<usize>>,
}

impl Names {
    /// How many names are told apart; if there are more, the last one stands for all others.
    pub(crate) const MOST: usize = 8;

    pub(crate) fn of(recording: &Recording) -> Self {
        let mut counts = vec![0_u64; recording.names().len()];
        for event in recording.events() {
            if event.client().is_some() && event.kind() == Kind::Invoke {
                counts[event.f_place()] += 1;
            }
        }
        let used = || (0..counts.len()).filter(|&place| counts[place] > 0);
        let mut kept: Vec<usize> = used().collect();
        let others = if kept.len() > Self::MOST {
            // The sort is stable: among equally many, the name that came first.
            kept.sort_by_key(|&place| std::cmp::Reverse(counts[place]));
            kept.split_off(Self::MOST - 1)
        } else {
            Vec::new()
        };
        kept.sort_unstable();
        let all: Vec<&str> = recording.names().collect();
        let mut texts: Vec<String> = kept.iter().map(|&place| all[place].to_owned()).collect();
        let mut places = vec![None; all.len()];
        for (text, &place) in kept.iter().enumerate() {
            places[place] = Some(text);
        }
        for &place in &others {
            places[place] = Some(texts.len());
        }
        if !others.is_empty() {
            texts.push(format!("{} others", others.len()));
        }
        Self { texts, places }
    }

    /// Returns the place of a name that a client used.
    pub(crate) fn place(&self, name: usize) -> usize {
        self.places[name].expect("names of invocations were counted")
    }
}

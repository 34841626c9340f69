use crate::TaskId;

/// A set of tasks, looked through in the order of their numbers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ready {
    words: Vec<u64>,
    len: usize,
}

impl Ready {
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn contains(&self, task: TaskId) -> bool {
        let (word, bit) = place(task);
        self.words.get(word).is_some_and(|word| word & bit != 0)
    }

    pub(crate) fn insert(&mut self, task: TaskId) {
        let (word, bit) = place(task);
        if word >= self.words.len() {
            self.words.resize(word + 1, 0);
        }
        self.len += usize::from(self.words[word] & bit == 0);
        self.words[word] |= bit;
    }

    pub(crate) fn remove(&mut self, task: TaskId) {
        let (word, bit) = place(task);
        if let Some(word) = self.words.get_mut(word) {
            self.len -= usize::from(*word & bit != 0);
            *word &= !bit;
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = TaskId> + '_ {
        self.words.iter().zip(0_u32..).flat_map(|(&word, number)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                (rest != 0).then(|| {
                    let bit = rest.trailing_zeros();
                    rest &= rest - 1;
                    TaskId(number * 64 + bit)
                })
            })
        })
    }

    #[inline]
    pub(crate) fn nth(&self, place: usize) -> TaskId {
        if place >= self.len {
            self.refuse(place);
        }
        if let [word] = self.words[..] {
            return TaskId(nth_bit(word, place));
        }
        let mut left = place;
        let mut first = 0;
        for &word in &self.words[..self.words.len() - 1] {
            let here = word.count_ones() as usize;
            if left < here {
                return TaskId(first + nth_bit(word, left));
            }
            left -= here;
            first += 64;
        }
        // What is in none of the others is in the last word, which need not be counted.
        TaskId(first + nth_bit(self.words[self.words.len() - 1], left))
    }

    #[cold]
    fn refuse(&self, place: usize) -> ! {
        panic!(
            "there are {} tasks that can go on, not {}",
            self.len,
            place + 1
        )
    }
}

fn nth_bit(word: u64, nth: usize) -> u32 {
    let mut rest = word;
    for _ in 0..nth {
        rest &= rest - 1;
    }
    rest.trailing_zeros()
}

fn place(task: TaskId) -> (usize, u64) {
    (task.place() / 64, 1 << (task.0 % 64))
}

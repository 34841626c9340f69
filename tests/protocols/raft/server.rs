//! One server: elections, and a log of operations that a majority has before they take effect.

use std::collections::{BTreeMap, BTreeSet};

use lockstep::otp::cluster::{self, Disk};
use lockstep::otp::{self, Inbox, Node, ReplyTo};
use lockstep::rand;

use super::{Elections, NAME, Op, Ret, SyncVote};
use crate::SECOND;

pub(super) enum Message {
    /// Does an operation; nothing is the answer of who does not lead.
    Do(Op, ReplyTo<Option<Ret>>),
    Peer(Letter),
    Tick,
}

/// What servers tell each other.
pub(super) struct Letter {
    from: Node,
    term: u64,
    says: Says,
}

enum Says {
    /// Asks for a vote, with the term of its last entry and the length of its log.
    Elect(u64, usize),
    Elected,
    /// What is in the log after so many entries, of which the last one is of this term.
    Append {
        after: usize,
        term: u64,
        entries: Vec<Entry>,
        committed: usize,
    },
    /// So many entries are as the leader has them; nothing is, as far as it was told.
    Appended(Option<usize>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) term: u64,
    op: Op,
}

/// What has to survive a crash.
#[derive(Clone, Default)]
pub(super) struct Kept {
    term: u64,
    vote: Option<Node>,
    pub(super) log: Vec<Entry>,
}

enum Role {
    /// For how many ticks it will wait for a leader.
    Follower(u64),
    /// The same, and who votes for it.
    Candidate(u64, BTreeSet<Node>),
    Leader {
        /// How many entries it takes the others to have.
        sent: BTreeMap<Node, usize>,
        /// How many they have for certain.
        matched: BTreeMap<Node, usize>,
    },
}

struct Server {
    own: Node,
    kept: Kept,
    role: Role,
    committed: usize,
    applied: usize,
    register: u64,
    /// Who waits for the entry after so many others.
    waiting: BTreeMap<usize, ReplyTo<Option<Ret>>>,
    sync_vote: SyncVote,
    elections: Elections,
}

/// Runs a server with what is on the disk of its node.
pub(super) fn server(sync_vote: SyncVote, elections: Elections) -> impl FnOnce(Inbox<Message>) {
    move |mut inbox| {
        let mut server = Server {
            own: cluster::node_of(otp::me()),
            kept: Disk::here().read("kept").unwrap_or_default(),
            role: Role::Follower(patience()),
            committed: 0,
            applied: 0,
            register: 0,
            waiting: BTreeMap::new(),
            sync_vote,
            elections,
        };
        inbox.pid().send(Message::Tick);
        loop {
            match inbox.recv() {
                Message::Do(op, reply) => server.lead(op, reply),
                Message::Peer(letter) => server.read(letter),
                Message::Tick => {
                    otp::send_after(inbox.pid(), Message::Tick, SECOND);
                    server.tick();
                }
            }
        }
    }
}

/// Differs from server to server, most of the time: else they would stand against each other for ever.
fn patience() -> u64 {
    1 + rand::below(2)
}

impl Server {
    fn tick(&mut self) {
        match &mut self.role {
            Role::Leader { .. } => self.replicate(),
            Role::Follower(0) | Role::Candidate(0, _) => self.stand(),
            Role::Follower(patience) => *patience -= 1,
            Role::Candidate(patience, _) => {
                *patience -= 1;
                self.ask_for_votes();
            }
        }
    }

    fn read(&mut self, letter: Letter) {
        let Letter { from, term, says } = letter;
        if term > self.kept.term {
            self.kept.term = term;
            self.kept.vote = None;
            self.keep(self.sync_vote);
            self.follow();
        }
        if term < self.kept.term {
            return;
        }
        match says {
            Says::Elect(last, len) => self.vote_for(from, last, len),
            Says::Elected => self.count_vote(from),
            Says::Append {
                after,
                term,
                entries,
                committed,
            } => {
                self.follow();
                let matched = self.append(after, term, entries);
                if let Some(matched) = matched {
                    self.commit(committed.min(matched));
                }
                self.send(from, Says::Appended(matched));
            }
            Says::Appended(matched) => self.hear_of(from, matched),
        }
    }

    fn send(&self, to: Node, says: Says) {
        let (from, term) = (self.own, self.kept.term);
        if let Some(peer) = otp::whereis_on(to, NAME) {
            peer.send(Message::Peer(Letter { from, term, says }));
        }
    }

    fn others(&self) -> impl Iterator<Item = Node> + use<> {
        let own = self.own;
        cluster::nodes()
            .into_iter()
            .filter(move |node| *node != own)
    }

    // ---- elections ----

    fn follow(&mut self) {
        self.role = Role::Follower(patience());
        self.waiting.clear();
    }

    fn stand(&mut self) {
        self.kept.term += 1;
        self.kept.vote = Some(self.own);
        self.keep(self.sync_vote);
        self.role = Role::Candidate(patience(), BTreeSet::from([self.own]));
        self.ask_for_votes();
    }

    fn ask_for_votes(&self) {
        let (term, len) = self.last();
        self.others()
            .for_each(|other| self.send(other, Says::Elect(term, len)));
    }

    /// Votes once a term, and for nobody who knows less: the vote has to be on the disk before it is sent.
    fn vote_for(&mut self, candidate: Node, last: u64, len: usize) {
        let is_free = self.kept.vote.is_none_or(|vote| vote == candidate);
        if is_free && (last, len) >= self.last() {
            self.kept.vote = Some(candidate);
            self.keep(self.sync_vote);
            self.follow();
            self.send(candidate, Says::Elected);
        }
    }

    fn count_vote(&mut self, from: Node) {
        let Role::Candidate(_, votes) = &mut self.role else {
            return;
        };
        votes.insert(from);
        if votes.len() >= 2 {
            self.elections.note(self.kept.term, self.own);
            let len = self.kept.log.len();
            let sent = self.others().map(|other| (other, len)).collect();
            self.role = Role::Leader {
                sent,
                matched: BTreeMap::new(),
            };
            self.replicate();
        }
    }

    /// Returns the term of the last entry, and how many there are.
    fn last(&self) -> (u64, usize) {
        let log = &self.kept.log;
        (log.last().map_or(0, |entry| entry.term), log.len())
    }

    fn keep(&self, sync: fn(&Disk)) {
        let disk = Disk::here();
        disk.write("kept", self.kept.clone());
        sync(&disk);
    }

    // ---- the log ----

    fn lead(&mut self, op: Op, reply: ReplyTo<Option<Ret>>) {
        if !matches!(self.role, Role::Leader { .. }) {
            return reply.send(None);
        }
        let term = self.kept.term;
        self.waiting.insert(self.kept.log.len(), reply);
        self.kept.log.push(Entry { term, op });
        self.keep(Disk::sync);
        self.replicate();
    }

    /// Sends each of the others what it has not been sent yet, and the rest of what was lost.
    fn replicate(&self) {
        let Role::Leader { sent, .. } = &self.role else {
            return;
        };
        let log = &self.kept.log;
        for (other, after) in sent {
            let term = after.checked_sub(1).map_or(0, |last| log[last].term);
            let (after, entries) = (*after, log[*after..].to_vec());
            let committed = self.committed;
            self.send(
                *other,
                Says::Append {
                    after,
                    term,
                    entries,
                    committed,
                },
            );
        }
    }

    /// Makes the log what the leader's is, if it is so far; returns up to where it is then.
    fn append(&mut self, after: usize, term: u64, entries: Vec<Entry>) -> Option<usize> {
        let log = &mut self.kept.log;
        let fits = after
            .checked_sub(1)
            .is_none_or(|last| log.get(last).is_some_and(|entry| entry.term == term));
        if !fits {
            return None;
        }
        let matched = after + entries.len();
        if entries.is_empty() {
            return Some(matched);
        }
        for (place, entry) in (after..).zip(entries) {
            if log.get(place).is_none_or(|own| own.term != entry.term) {
                log.truncate(place);
                log.push(entry);
            }
        }
        self.keep(Disk::sync);
        Some(matched)
    }

    fn hear_of(&mut self, from: Node, has: Option<usize>) {
        let Role::Leader { sent, matched } = &mut self.role else {
            return;
        };
        let sent = sent.entry(from).or_default();
        let Some(has) = has else {
            *sent = sent.saturating_sub(1);
            return self.replicate();
        };
        *sent = has.max(*sent);
        let matched = matched.entry(from).or_default();
        *matched = has.max(*matched);
        // It and the leader are two of three. Entries of old terms count once one of this term does.
        let matched = *matched;
        if matched > 0 && self.kept.log[matched - 1].term == self.kept.term {
            self.commit(matched);
        }
    }

    fn commit(&mut self, committed: usize) {
        self.committed = committed.max(self.committed);
        while self.applied < self.committed {
            let ret = self.apply(self.applied);
            if let Some(reply) = self.waiting.remove(&self.applied) {
                reply.send(Some(ret));
            }
            self.applied += 1;
        }
    }

    fn apply(&mut self, place: usize) -> Ret {
        if let Op::Write(value) = self.kept.log[place].op {
            self.register = value;
            return Ret::Done;
        }
        Ret::Got(self.register)
    }
}

use std::time::Instant;

use lockstep::checker::Suspicion;
use lockstep::checker::judges::{
    Bank, CounterBounds, Finding, Judge, Report, SetFull, Stats, TotalQueue, UniqueIds,
};
use lockstep::history::{Codec, DecodeError, History, Independent, Recording, Value};
use lockstep::models;
use lockstep::report::HistoryPage;
use serde_json::json;

use crate::check::figures::figures;
use crate::check::judge::JudgeError;
use crate::check::names::Names;
use crate::check::{Check, infer};
use crate::input::Input;
use crate::judge_name::JudgeName;

/// What a judge found out about one history.
pub(crate) struct Ruled {
    pub(crate) judge: JudgeName,
    pub(crate) independent: Independent,
    pub(crate) operations: usize,
    /// How long it took, reading included.
    pub(crate) seconds: f64,
    /// One for each key; one in all, without a key, if values have none.
    pub(crate) reports: Vec<KeyReport>,
    pub(crate) warnings: Vec<String>,
    /// If one was asked for.
    pub(crate) page: Option<HistoryPage>,
}

/// What a judge found out about one key.
pub(crate) struct KeyReport {
    pub(crate) key: Option<Value>,
    pub(crate) finding: Finding,
    /// The report for people.
    pub(crate) text: String,
    /// The report for programs.
    pub(crate) figures: serde_json::Value,
}

impl Ruled {
    /// Joins the findings: invalid beats unknown beats valid.
    pub(crate) fn verdict(&self) -> &'static str {
        let names = || self.reports.iter().map(|report| report.finding.name());
        let worst = ["invalid", "unknown"];
        let found = worst
            .into_iter()
            .find(|worst| names().any(|name| name == *worst));
        found.unwrap_or("valid")
    }

    /// Writes all reports for people.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        for report in &self.reports {
            if let Some(key) = &report.key {
                text = text + report.finding.name() + " key " + &key.to_string() + ": ";
            }
            text += &report.text;
        }
        if let Some(untested) = self.untested() {
            text = text + &untested + "\n";
        }
        text
    }

    /// Returns what was not tested, if nothing is invalid, for the first key of which that is true.
    pub(crate) fn untested(&self) -> Option<String> {
        if self.verdict() != "unknown" {
            return None;
        }
        self.reports
            .iter()
            .find_map(|report| match &report.finding {
                Finding::Unknown(untested) => Some(untested.to_string()),
                _ => None,
            })
    }

    /// Returns all reports for programs: the one, or a list with keys.
    pub(crate) fn to_json(&self) -> serde_json::Value {
        match &self.reports[..] {
            [report] if report.key.is_none() => report.figures.clone(),
            reports => {
                let keyed = reports.iter().map(|report| {
                    let key = report.key.as_ref().map(Value::to_string);
                    let verdict = report.finding.name();
                    json!({"key": key, "verdict": verdict, "figures": report.figures})
                });
                keyed.collect()
            }
        }
    }
}

/// Judges one history by a rule.
pub(crate) fn judge(input: &Input, check: &Check, name: JudgeName) -> Result<Ruled, JudgeError> {
    let start = Instant::now();
    let recording = input.read(check.format, check.read_options())?;
    let independent = match (check.independent, name.model()) {
        (true, Some(_)) => Independent::Yes,
        (false, Some(model)) => infer::keys(&recording, model),
        (_, None) => Independent::No,
    };
    let ruling = Ruling {
        recording: &recording,
        independent,
        check,
    };
    let reports = ruling.reports(name)?;
    let suspicions = Suspicion::of_recording(&recording, independent);
    let mut ruled = Ruled {
        judge: name,
        independent,
        operations: recording.operations(),
        seconds: start.elapsed().as_secs_f64(),
        reports,
        warnings: match name {
            JudgeName::Stats => Vec::new(),
            _ => suspicions.iter().map(Suspicion::to_string).collect(),
        },
        page: None,
    };
    ruled.page = check.html.as_ref().map(|_| {
        HistoryPage::unjudged(&recording).with_report(
            &name.to_string(),
            ruled.verdict(),
            &ruled.text(),
        )
    });
    Ok(ruled)
}

struct Ruling<'a> {
    recording: &'a Recording,
    independent: Independent,
    check: &'a Check,
}

impl Ruling<'_> {
    fn reports(&self, name: JudgeName) -> Result<Vec<KeyReport>, JudgeError> {
        Ok(match name {
            JudgeName::Bank => {
                let (judge, codec) = self.bank()?;
                self.each_key(&codec, &judge)?
            }
            JudgeName::UniqueIds => {
                let codec = match self.initial() {
                    Some(ids) => models::UniqueIds::from_initial(ids)?,
                    None => models::UniqueIds::default(),
                };
                let judge = UniqueIds::new().given_out(codec.given_out().cloned());
                self.each_key(&codec, &judge)?
            }
            JudgeName::TotalQueue => {
                // Read by the model, so that what is no initial state is told as ever.
                let codec = match self.initial() {
                    Some(elements) => models::UnorderedQueue::from_initial(elements)?,
                    None => models::UnorderedQueue::default(),
                };
                let judge = TotalQueue::new().initial(self.initial_items());
                self.each_key(&codec, &judge.drain(self.check.drain))?
            }
            JudgeName::SetFull => {
                let codec = match self.initial() {
                    Some(elements) => models::GrowSet::from_initial(elements)?,
                    None => models::GrowSet::default(),
                };
                let judge = SetFull::new().initial(self.initial_items());
                self.each_key(&codec, &judge.consistency(self.check.stale))?
            }
            JudgeName::CounterBounds => {
                let codec = match self.initial() {
                    Some(sum) => models::Counter::from_initial(sum)?,
                    None => models::Counter::default(),
                };
                self.each_key(&codec, &CounterBounds::of(&codec))?
            }
            JudgeName::Stats => self.each_key(&Names, &Stats::by_name(String::as_str))?,
        })
    }

    /// Returns what judges a bank: by the accounts of `--initial`, else by the first read.
    fn bank(&self) -> Result<(Bank, models::Bank), JudgeError> {
        let (judge, codec) = match self.initial() {
            Some(accounts) => {
                let codec = models::Bank::from_initial(accounts)?;
                (Bank::of(&codec), codec)
            }
            None => (Bank::new(), models::Bank::default()),
        };
        Ok((judge.overdrafts(self.check.overdrafts), codec))
    }

    fn initial(&self) -> Option<&Value> {
        self.check.initial.as_ref()
    }

    fn initial_items(&self) -> Vec<Value> {
        let items = self.initial().and_then(Value::as_list);
        items.unwrap_or_default().to_vec()
    }

    fn each_key<C, J>(&self, codec: &C, judge: &J) -> Result<Vec<KeyReport>, DecodeError>
    where
        C: Codec<Op: Send, Ret: Send> + Sync,
        J: Judge<Op = C::Op, Ret = C::Ret>,
    {
        let threads = self.check.read_options().threads_or_all();
        let recording = self.recording;
        let history = recording.decode_on(codec, self.independent, threads)?;
        let report = |key, history: &History<C::Op, C::Ret>| {
            let report = judge.judge(history);
            KeyReport {
                key,
                finding: report.finding(),
                text: report.to_string(),
                figures: figures(report.figures()),
            }
        };
        if self.independent == Independent::No {
            return Ok(vec![report(None, &history)]);
        }
        let keys = history.into_keys().into_iter();
        Ok(keys.map(|(key, part)| report(key, &part)).collect())
    }
}

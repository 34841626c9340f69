use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::read;
use crate::recording::RecordingBuilder;
use crate::{AfterInfo, ReadError, Recording};

fn recording(text: &str) -> Result<Recording, ReadError> {
    let builder = RecordingBuilder::new("jepsen.log", AfterInfo::Refuse);
    builder.read_whole(|chunk| read(text, chunk))
}

fn show(text: &str) -> String {
    match recording(text) {
        Ok(recording) => {
            let mut bytes = Vec::new();
            recording.write_edn(&mut bytes).expect("memory takes all");
            String::from_utf8(bytes).expect("EDN is text")
        }
        Err(error) => format!("{error}\n"),
    }
}

fn check(text: &str, expected: &Expect) {
    expected.assert_eq(&show(text));
}

#[test]
fn reads_the_operations_of_an_old_log() {
    check(
        "INFO  jepsen.core - Running test\n\
         INFO  jepsen.util - 0\t:invoke\t:read\tnil\n\
         INFO  jepsen.util - 1\t:invoke\t:cas\t[1 2]\n\
         INFO  jepsen.util - :nemesis\t:info\t:start\t\"Cut off {:n1 #{:n2}}\"\n\
         INFO  jepsen.util - 0\t:fail\t:read\t:timed-out\n\
         INFO  jepsen.util - 1\t:info\t:cas\t:timed-out\n\
         INFO  jepsen.util - 0\t:invoke\t:write\t3\n\
         Everything looks good!\n",
        &expect![[r#"
            {:process 0, :type :invoke, :f :read, :value nil}
            {:process 1, :type :invoke, :f :cas, :value [1 2]}
            {:process :nemesis, :type :info, :f :start, :value "Cut off {:n1 #{:n2}}"}
            {:process 0, :type :fail, :f :read, :value :timed-out}
            {:process 1, :type :info, :f :cas, :value :timed-out}
            {:process 0, :type :invoke, :f :write, :value 3}
        "#]],
    );
}

#[test]
fn reads_the_operations_of_a_new_log() {
    check(
        "2024-05-01 09:30:12,340{GMT}\tINFO\t[jepsen test runner] jepsen.core: Test version 1\n\
         2024-05-01 09:30:12,345{GMT}\tINFO\t[jepsen worker 3] jepsen.util: 3\t:invoke\t:txn\t[[:r :x nil]]\r\n\
         2024-05-01 09:30:12,346{GMT}\tINFO\t[main] jepsen.util: Waiting for port 80\n\
         2024-05-01 09:30:17,345{GMT}\tINFO\t[jepsen worker 3] jepsen.util: 3\t:info\t:txn\t[[:r :x nil]]\tindeterminate: Read timed out\n\
         java.net.SocketTimeoutException: Read timed out\n\
         \tat java.net.SocketInputStream.read(SocketInputStream.java:150)\n",
        &expect![[r#"
            {:process 3, :type :invoke, :f :txn, :value [[:r :x nil]]}
            {:process 3, :type :info, :f :txn, :value [[:r :x nil]], :error "indeterminate: Read timed out"}
        "#]],
    );
}

#[test]
fn reads_a_history_without_log_lines_between() {
    check(
        "0\t:invoke\t:enqueue\t\"a\\tb\"\n0\t:ok\t:enqueue\t#object[a.B 0x1f \"a.B@1f\"]",
        &expect![[r#"
            {:process 0, :type :invoke, :f :enqueue, :value "a\tb"}
            {:process 0, :type :ok, :f :enqueue, :value #object [a.B 31 "a.B@1f"]}
        "#]],
    );
}

#[test]
fn says_which_line_is_no_operation() {
    let texts = [
        "INFO  jepsen.core - Running test\nINFO  jepsen.util - Waiting for port 80\n",
        "INFO  jepsen.util - 3\t:okay\t:read\tnil\n",
        "INFO  jepsen.util - 3 :ok\t:read\tnil\n3\t:ok\t:read\n",
        "INFO  jepsen.util - 3\t:ok\t:read\t\n",
        "INFO  jepsen.util - 3\t:ok\t:read\t[1 2\nINFO",
        "INFO  jepsen.util - 3\t:ok\t:read\t[1 2\n",
        "INFO  jepsen.util - 3\t:ok\t:read\t1 2\n",
        "INFO  jepsen.util - 3\t:ok\t:read 1\n",
        "INFO  jepsen.util - 3x\t:ok\t:read\t1\n",
        "INFO  jepsen.util - 3\t:ok\tnil\t1\n",
        "INFO  other.util - 3\t:ok\t:read\t1\n",
        "\tat 3\t:ok\t:read\t1\n",
        "INFO  jepsen.util - 3\t:ok\t:read\t1\n",
        "INFO  jepsen.util - 3",
        "INFO  jepsen.util - 3\t",
        "INFO  jepsen.util - 3\t:o",
        "INFO  jepsen.util - 3\t:ok\t:re",
        "INFO  jepsen.util - 3\t:ok\t:read\t",
        "INFO  jepsen.util - 3\t:ok\t:read\t[1",
        "INFO  jepsen.util - 3\t:ok\t:read\t\"ab",
    ];
    let errors: String = texts.into_iter().map(show).collect();
    expect![[r#"
        jepsen.log:2: no line is an operation; expected some of the form "3⇥:invoke⇥:write⇥1", where ⇥ is a tab
        jepsen.log:1: type is :okay; expected invoke, ok, fail or info
        jepsen.log:1: column 22: ' '; expected a tab and the next column
        jepsen.log:1: column 33: the end of the line; expected a value
        jepsen.log:1: column 37: the end of the line; expected the rest of the value
        jepsen.log:1: column 37: the end of the line; expected the rest of the value
        jepsen.log:1: column 34: ' '; expected a tab or the end of the line
        jepsen.log:1: column 32: ' '; expected a tab and the next column
        jepsen.log:1: column 21: '3x'; expected a number such as 17, 1.5, 1/2 or 1e9
        jepsen.log:1: f is null; expected the name of an operation
        jepsen.log:1: column 1: 'I'; expected a process, at the start of the line or after "jepsen.util: "
        jepsen.log:1: column 1: '\t'; expected a process, at the start of the line or after "jepsen.util: "
        jepsen.log:1: process 3: it has no open operation; a completion needs an invocation before it
        jepsen.log:1: the file ends inside an operation; it was cut off
        jepsen.log:1: the file ends inside an operation; it was cut off
        jepsen.log:1: type is :o; expected invoke, ok, fail or info
        jepsen.log:1: the file ends inside an operation; it was cut off
        jepsen.log:1: the file ends inside an operation; it was cut off
        jepsen.log:1: the file ends inside an operation; it was cut off
        jepsen.log:1: the file ends inside an operation; it was cut off
    "#]].assert_eq(&errors);
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "([:0-9a\n\t\\[\\]\" ]|jepsen.util: |\t:invoke\t|0\t:ok\t){0,30}") {
        _ = recording(&text);
    }
}

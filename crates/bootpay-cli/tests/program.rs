//! The `bootpay` program as a user runs it.

#![allow(clippy::unwrap_used)] // a test that cannot go on should say where it stopped

mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use support::{Folder, program, text};

/// `bootpay sandbox --json` and the line that it printed.
struct Running {
    child: Child,
    ready: Value,
}

impl Running {
    fn start() -> Self {
        Self::start_with(&[])
    }

    fn start_with(more: &[&str]) -> Self {
        let mut child = program()
            .args(["sandbox", "--listen", "127.0.0.1:0", "--json"])
            .args(more)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        Self { child, ready: serde_json::from_str(&line).unwrap() }
    }

    fn get(&self, key: &str) -> &str {
        self.ready[key].as_str().unwrap()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        program()
            .args(arguments)
            .env("BOOTPAY_BASE_URL", self.get("url"))
            .env("BOOTPAY_APPLICATION_ID", self.get("application_id"))
            .env("BOOTPAY_PRIVATE_KEY", self.get("private_key"))
            .output()
            .unwrap()
    }

    fn control(&self, method: &str, path: &str, body: &Value) -> Value {
        let output = Command::new("curl")
            .args(["-sSf", "--noproxy", "*", "-X", method, "--data", &body.to_string()])
            .arg(format!("{}{path}", self.get("url")))
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", text(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_sandbox_prints_one_line_and_ends_at_sigterm() {
    let mut running = Running::start();
    let keys: Vec<&String> = running.ready.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["application_id", "private_key", "url", "web_application_id"]);
    let pid = running.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    let mut rest = String::new();
    running.child.stdout.take().unwrap().read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "");
    assert!(running.child.wait().unwrap().success());
}

#[test]
fn a_state_file_brings_everything_back_after_sigterm() {
    let folder = Folder::new("sigterm");
    let file = folder.file("state.json");
    let mut running = Running::start_with(&["--state", &file, "--seed", "7"]);
    let made = running.control("POST", "/sandbox/payments", &serde_json::json!({"price": 4200}));
    let (key, pid) = (running.get("private_key").to_owned(), running.child.id().to_string());
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    assert!(running.child.wait().unwrap().success());

    let running = Running::start_with(&["--state", &file]);
    assert_eq!(running.get("private_key"), key);
    let path = format!("/sandbox/payments/{}", made["receipt_id"].as_str().unwrap());
    assert_eq!(running.control("GET", &path, &Value::Null), made);
}

/// Whenever a sandbox is killed, the file is whole, and has what was made a moment before.
#[test]
fn a_state_file_outlives_kill() {
    let folder = Folder::new("kill");
    let file = folder.file("state.json");
    let mut kept = 7; // those known from the start
    for _ in 0..5 {
        let mut running = Running::start_with(&["--state", &file]);
        let payments = running.control("GET", "/sandbox/payments", &Value::Null);
        assert!(payments.as_array().unwrap().len() >= kept, "{kept}: {payments}");
        let made = running.control("POST", "/sandbox/payments", &serde_json::json!({"price": 4200}));
        let receipt_id = made["receipt_id"].as_str().unwrap();
        while !std::fs::read_to_string(&file).unwrap().contains(receipt_id) {
            std::thread::yield_now();
        }
        kept = payments.as_array().unwrap().len() + 1;
        // Whatever it writes at this moment.
        running.control("POST", "/sandbox/payments", &serde_json::json!({"price": 100, "count": 500}));
        running.child.kill().unwrap();
        running.child.wait().unwrap();
        let document: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        assert_eq!(document["format"], 1);
    }
}

#[test]
fn a_state_file_that_cannot_be_used_is_named() {
    let folder = Folder::new("unusable");
    let (file, broken) = (folder.file("state.json"), folder.file("broken.json"));
    let running = Running::start_with(&["--state", &file, "--seed", "7"]);
    std::fs::write(&broken, "{\"format\":1,\"first\":[").unwrap();
    let try_with = |arguments: &[&str]| {
        let output = program().args(["sandbox", "--port", "0"]).args(arguments).output().unwrap();
        (output.status.code(), text(&output))
    };
    let (code, said) = try_with(&["--state", &file]);
    assert!(code == Some(1) && said.contains("another sandbox keeps its state in"), "{said}");
    let (_, said) = try_with(&["--state", &file, "--lang", "ko"]);
    assert!(said.contains("다른 샌드박스가"), "{said}");
    let (code, said) = try_with(&["--state", &broken]);
    assert!(code == Some(1) && said.contains("it is not JSON") && said.contains("Move it away"), "{said}");
    drop(running);
    let (code, said) = try_with(&["--state", &file, "--seed", "8"]);
    assert!(code == Some(2) && said.contains("seed 7") && said.contains("--seed 8"), "{said}");
    assert_eq!(std::fs::read_to_string(&broken).unwrap(), "{\"format\":1,\"first\":[");
}

const VARIABLES: [&str; 4] =
    ["BOOTPAY_BASE_URL", "BOOTPAY_APPLICATION_ID", "BOOTPAY_PRIVATE_KEY", "BOOTPAY_WEB_APPLICATION_ID"];

/// What a sandbox prints until it is stopped: standard output and standard error.
fn printed_at_start(arguments: &[&str]) -> (String, String) {
    let mut child = program()
        .args(["sandbox", "--with-parent"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It listens once it has printed a line, and runs until its standard input ends.
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut printed = String::new();
    stdout.read_line(&mut printed).unwrap();
    drop(child.stdin.take());
    stdout.read_to_string(&mut printed).unwrap();
    let mut errors = String::new();
    child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
    assert!(child.wait().unwrap().success(), "{printed}{errors}");
    (printed, errors)
}

#[test]
fn the_same_four_lines_for_a_shell_a_file_powershell_and_a_container() {
    let (banner, errors) = printed_at_start(&["--port", "0"]);
    assert_eq!(errors, "");
    let exports: Vec<(&str, &str)> =
        banner.lines().filter_map(|line| line.strip_prefix("export ")?.split_once('=')).collect();
    assert_eq!(exports.iter().map(|(name, _)| *name).collect::<Vec<_>>(), VARIABLES);
    let url = exports[0].1;
    assert!(
        banner.contains(&format!("console      {url}/ in a browser")) && banner.contains("Ctrl-C"),
        "{banner}"
    );

    // Without a seed the keys are those of every sandbox.
    let running = Running::start();
    let values = ["application_id", "private_key", "web_application_id"].map(|name| running.get(name));
    assert_eq!(exports[1..].iter().map(|(_, value)| *value).collect::<Vec<_>>(), values);
    for (form, before, after, host) in [
        (&["--env"][..], "", "=", "127.0.0.1"),
        (&["--env", "powershell"], "$env:", " = ", "127.0.0.1"),
        (&["--env", "docker", "--allow-host", "host.docker.internal"], "", "=", "host.docker.internal"),
    ] {
        let (lines, banner) = printed_at_start(&[&["--port", "0"], form].concat());
        assert!(banner.contains("Ctrl-C"), "the rest goes to standard error: {banner}");
        let lines: Vec<&str> = lines.lines().collect();
        assert_eq!(lines.len(), 4, "{lines:?}");
        for (index, line) in lines.iter().enumerate() {
            let value = line.strip_prefix(&format!("{before}{}{after}", VARIABLES[index])).unwrap();
            let value = value.trim_matches('\'');
            match index {
                0 => assert!(value.starts_with(&format!("http://{host}:")), "{line}"),
                _ => assert_eq!(value, values[index - 1]),
            }
        }
    }
}

#[test]
fn a_taken_port_says_by_whom() {
    let running = Running::start();
    let address = running.get("url").strip_prefix("http://").unwrap().to_owned();
    let output = program().args(["sandbox", "--listen", &address]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output);
    assert!(said.contains("another sandbox runs on") && said.contains("--port 0"), "{said}");
    let everywhere = address.replace("127.0.0.1", "0.0.0.0");
    let output =
        program().args(["sandbox", "--listen", &everywhere, "--allow-host", "sandbox.test"]).output();
    assert!(text(&output.unwrap()).contains("another sandbox runs on"));

    let other = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    std::thread::spawn({
        let other = other.try_clone().unwrap();
        move || other.incoming().for_each(drop)
    });
    let port = other.local_addr().unwrap().port().to_string();
    let said = text(&program().args(["sandbox", "--port", &port]).output().unwrap());
    assert!(said.contains("another program") && said.contains(&port) && said.contains("--port 0"), "{said}");
}

#[test]
fn the_running_one_is_driven_without_curl() {
    let running = Running::start();
    let run = |arguments: &[&str]| {
        let output = running.run(&[&["sandbox"], arguments].concat());
        assert!(output.status.success(), "{arguments:?}: {}", text(&output));
        text(&output)
    };
    let table =
        run(&["person", "--age", "15", "--gender", "female", "--name", "김가짜", "--order-id", "o-1"]);
    assert!(table.contains("김*짜") && table.contains("o-1") && !table.contains("김가짜"), "{table}");
    let made: Value = serde_json::from_str(&run(&["person", "--birth", "1990-10-04", "--json"])).unwrap();
    assert_eq!(made["certificate"]["birth"], "1990-10-04");
    let persona = ["person", "--persona", "foreigner", "--verified-ago", "60", "--no-order-id", "--json"];
    let made: Value = serde_json::from_str(&run(&persona)).unwrap();
    assert!(made["certificate"]["foreigner"] == true && made.get("order_id").is_none(), "{made}");
    let made: Value = serde_json::from_str(&run(&["person", "--year-age", "19", "--json"])).unwrap();
    assert!(made["certificate"]["birth"].as_str().unwrap().ends_with("-12-31"), "{made}");
    assert!(run(&["payment", "--price", "4200"]).contains("4200 krw"));
    let payment: Value = serde_json::from_str(&run(&["payment", "--status", "-20", "--json"])).unwrap();
    assert_eq!(payment["status"], -20);

    assert!(
        run(&["fault", "status", "--path", "/receipt", "--status", "503", "--times", "2"])
            .contains("status 503")
    );
    assert!(run(&["fault"]).contains("/receipt"));
    let failed = running.run(&["receipt", payment["receipt_id"].as_str().unwrap()]);
    assert!(failed.status.success(), "a read is repeated: {}", text(&failed));
    run(&["fault", "reset"]);
    assert_eq!(run(&["fault", "--clear"]), "1 removed.\n");
    assert_eq!(run(&["fault", "--json"]), "[]\n");

    let person: Value = serde_json::from_str(&run(&["person", "--without", "ci,phone", "--json"])).unwrap();
    assert!(person["certificate"].get("unique").is_none() && person["certificate"].get("phone").is_none());
    assert!(run(&["window", "--order-id", "o-2"]).contains("waiting"));
    let approved = run(&["window", "approve", "--order-id", "o-2", "--persona", "age_19", "--json"]);
    assert_eq!(serde_json::from_str::<Value>(&approved).unwrap()["state"], "approved");
    let failed = run(&["window", "fail", "--order-id", "o-3", "--price", "3000", "--message", "no"]);
    assert!(failed.contains("payment") && failed.contains("failed"), "{failed}");
    let windows = run(&["window"]);
    assert!(["o-2", "o-3", "approved", "/window/"].iter().all(|part| windows.contains(part)), "{windows}");
    assert!(!running.run(&["sandbox", "window", "approve"]).status.success(), "of which order?");
    assert_eq!(run(&["misuses"]), "No misuse was seen.\n");

    assert!(run(&["codes"]).contains("No code"));
    let now = || running.control("GET", "/sandbox/health", &Value::Null)["now"].as_i64().unwrap();
    let before = now();
    assert!(run(&["advance", "--days", "1", "--minutes", "30"]).contains("88200 s"));
    assert!(now() >= before + 88_200);

    let requests = run(&["requests", "--last", "1"]);
    assert!(requests.contains("/receipt/") && requests.contains("1 of "), "{requests}");
    let tokens = run(&["requests", "--operation", "token.request"]);
    assert!(tokens.contains("/request/token") && !tokens.contains("/receipt/"), "{tokens}");
    run(&["reset"]);
    assert_eq!(run(&["requests", "--json"]), "[]\n");
}

#[test]
fn a_project_of_ones_own_is_made_and_driven() {
    let sandbox = Running::start();
    let made = sandbox.run(&["sandbox", "project"]);
    let printed = text(&made);
    assert!(made.status.success(), "{printed}");
    let id = printed.lines().find_map(|line| line.strip_prefix("BOOTPAY_APPLICATION_ID=")).unwrap();
    assert_eq!(printed.lines().count(), 4, "{printed}");
    assert_ne!(id, sandbox.get("application_id"));
    let paid = ["sandbox", "payment", "--order-id", "mine", "--json", "--project", id];
    assert!(sandbox.run(&paid).status.success());
    let count = |path: &str| sandbox.control("GET", path, &Value::Null).as_array().unwrap().len();
    assert_eq!(count(&format!("/sandbox/payments?project={id}")), count("/sandbox/payments") + 1);

    let unknown = sandbox.run(&["sandbox", "requests", "--project", &"0".repeat(24)]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(text(&unknown).contains("GET /sandbox/projects lists them"), "{}", text(&unknown));
    let no_id = sandbox.run(&["sandbox", "requests", "--project", "mine"]);
    assert!(text(&no_id).contains("24 hex digits"), "{}", text(&no_id));
}

#[test]
fn personas_are_listed_without_a_sandbox() {
    for (language, word) in [("en", "Youth Protection Act"), ("ko", "청소년보호법")] {
        let output = program().args(["sandbox", "person", "--list", "--lang", language]).output().unwrap();
        let table = text(&output);
        assert!(
            output.status.success() && table.contains("turns_19_this_year") && table.contains(word),
            "{table}"
        );
    }
    let output = program().args(["sandbox", "person", "--list", "--json"]).output().unwrap();
    let listed: Value = serde_json::from_str(&text(&output)).unwrap();
    assert_eq!(listed[0]["name"], "adult");
    assert_eq!(listed.as_array().unwrap().len(), bootpay_sandbox::personas().count());
}

#[test]
fn only_a_sandbox_is_driven_and_mistakes_are_named() {
    let running = Running::start();
    for (arguments, code, expected) in [
        (
            &["sandbox", "reset", "--url", "https://api.bootpay.co.kr"][..],
            2,
            "is not where a sandbox is driven",
        ),
        (
            &["sandbox", "person", "--url", "http://dev-api.bootpay.co.kr"],
            2,
            "is not where a sandbox is driven",
        ),
        (&["sandbox", "reset", "--url", "http://127.0.0.1:1"], 1, "bootpay sandbox"),
        (&["sandbox", "person", "--birth", "19901332"], 2, "birth: must be a date"),
        (&["sandbox", "person", "--age", "15", "--birth", "19900101"], 2, "cannot be used with"),
        (&["sandbox", "person", "--age", "15", "--year-age", "16"], 2, "cannot be used with"),
        (&["sandbox", "person", "--persona", "age_13", "--age", "14"], 2, "cannot be used with"),
        (&["sandbox", "person", "--persona", "nobody"], 2, "turns_19_this_year"),
        (&["sandbox", "person", "--no-order-id", "--order-id", "1"], 2, "cannot be used with"),
        (&["sandbox", "person", "--list", "--age", "15"], 2, "cannot be used with"),
        (&["sandbox", "fault", "nonsense"], 2, "reset_after"),
        (&["sandbox", "requests", "--operation", "nonsense"], 2, "payment.cancel"),
        (&["sandbox", "advance"], 2, "--minutes"),
        (&["sandbox", "--port", "1", "person"], 2, "error"),
        (&["sandbox", "--env", "docker"], 2, "--allow-host"),
        (&["sandbox", "--port", "0", "--allow-host", "http://x"], 2, "is no host"),
        (&["sandbox", "--port", "0", "--webhook-host", "*"], 2, "is no host"),
    ] {
        let output = running.run(arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", text(&output));
        assert!(text(&output).contains(expected), "{}", text(&output));
    }
    // Another kind of server: it was asked what it is, and nothing else.
    let other = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", other.local_addr().unwrap());
    let asked = std::thread::spawn(move || {
        let (mut socket, _) = other.accept().unwrap();
        let mut line = String::new();
        BufReader::new(&socket).read_line(&mut line).unwrap();
        socket.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}").unwrap();
        line
    });
    let output = program().args(["sandbox", "reset", "--url", &url]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output).contains("is no Bootpay sandbox"), "{}", text(&output));
    assert_eq!(asked.join().unwrap(), "GET /sandbox/health HTTP/1.1\r\n");
}

/// In a container: every address, under the container's own name.
#[test]
fn other_machines_reach_it_only_when_somebody_said_so() {
    let running = Running::start_with(&["--allow-host", "sandbox.test", "--webhook-host", "app"]);
    let status = |host: &str| {
        let output = Command::new("curl")
            .args([
                "-sS",
                "--noproxy",
                "*",
                "-o",
                "/dev/null",
                "-w",
                "%{http_code}",
                "-H",
                &format!("Host: {host}"),
            ])
            .arg(format!("{}/sandbox/health", running.get("url")))
            .output()
            .unwrap();
        text(&output)
    };
    assert_eq!([status("sandbox.test:8300"), status("evil.example")], ["200", "403"]);
    let (banner, _) = printed_at_start(&["--listen", "0.0.0.0:0", "--allow-host", "sandbox.test"]);
    assert!(banner.contains("export BOOTPAY_BASE_URL=http://127.0.0.1:"), "{banner}");
    assert!(banner.contains("http://sandbox.test:"), "{banner}");
}

#[test]
fn a_korean_terminal_is_spoken_to_in_korean() {
    let said = |arguments: &[&str], locale: &str| {
        text(&program().args(arguments).env("LANG", locale).output().unwrap())
    };
    let korean = "ko_KR.UTF-8";
    for help in [&["--help"][..], &["sandbox", "--help"], &["help", "sandbox", "fault"]] {
        let shown = said(help, korean);
        assert!(shown.contains("사용법:") && shown.contains("종료 코드"), "{shown}");
        for english in ["Usage", "Options", "[default", "[possible", "[env"] {
            assert!(!shown.contains(english), "{shown}");
        }
        assert_eq!(said(&[help, &["--lang", "ko"]].concat(), "C.UTF-8"), shown);
        assert!(said(&[help, &["--lang=en"]].concat(), korean).contains("Usage:"));
    }
    for (arguments, expected) in [
        (&["sandbox", "--nonsense"][..], "알 수 없는 인자입니다: --nonsense"),
        (&["sandbox", "--port", "x"], "--port"),
        (&["sandbox", "fault", "nonsense"], "사용할 수 있는 값: status"),
        (&["sandbox", "--port", "1", "--listen", "127.0.0.1:1"], "함께 쓸 수 없는 인자입니다"),
        (&["sandbox", "--listen", "0.0.0.0:0"], "오류: 0.0.0.0:0은(는) 루프백"),
        (&["sandbox", "--port", "1", "reset"], "함께 쓸 수 없는 인자입니다: reset, --port"),
        (
            &["sandbox", "--lang", "ko", "reset", "--url", "http://127.0.0.1:1"],
            "실행 중인 샌드박스가 없습니다",
        ),
    ] {
        let shown = said(arguments, korean);
        assert!(shown.starts_with("오류: ") && shown.contains(expected), "{shown}");
    }
    let running = Running::start();
    let table = text(&running.run(&["receipt", "5df6e67d4f74b4002a77e0eb", "--lang", "ko"]));
    assert!(table.contains("결제 금액") && table.contains("3000 krw"), "{table}");
    let (banner, _) = printed_at_start(&["--port", "0", "--lang", "ko"]);
    assert!(banner.contains("콘솔") && banner.contains("export BOOTPAY_WEB_APPLICATION_ID="), "{banner}");
}

#[test]
fn shells_complete_commands_options_and_kinds() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = program().args(["completions", shell]).output().unwrap();
        assert!(output.status.success(), "{}", text(&output));
        let script = text(&output);
        for word in ["sandbox", "allow-host", "person", "order-id", "retry-after-s"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
        // The others know the values of options only.
        assert_eq!(script.contains("reset_after"), ["bash", "zsh"].contains(&shell), "{shell}");
    }
}

/// Waits until nobody holds the other end of this pipe any more.
#[cfg(unix)]
fn wait_for_its_end(mut pipe: impl Read + Send + 'static) {
    // Long enough for a busy machine; a test that reaches it has failed.
    let patience = std::time::Duration::from_secs(30);
    let (end, ended) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let _ = pipe.read_to_end(&mut Vec::new());
        let _ = end.send(());
    });
    ended.recv_timeout(patience).expect("the sandbox runs on");
}

/// A process with all that it started, which ends with the test, however that ends.
#[cfg(unix)]
struct Group(Child);

#[cfg(unix)]
impl Group {
    /// The process, and its standard output once a sandbox has said there that it listens.
    fn start(command: &mut Command) -> (Self, BufReader<impl Read + use<>>) {
        use std::os::unix::process::CommandExt;

        let mut child = command.process_group(0).stdout(Stdio::piped()).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        stdout.read_line(&mut String::new()).unwrap();
        (Self(child), stdout)
    }
}

#[cfg(unix)]
impl Drop for Group {
    fn drop(&mut self) {
        let _ = Command::new("kill").args(["-KILL", "--", &format!("-{}", self.0.id())]).status();
        let _ = self.0.wait();
    }
}

#[cfg(unix)]
#[test]
fn with_its_parent_it_ends_when_standard_input_does() {
    let arguments = ["sandbox", "--port", "0", "--json", "--with-parent"];
    let (mut group, stdout) = Group::start(program().args(arguments).stdin(Stdio::piped()));
    let mut stdin = group.0.stdin.take().unwrap();
    stdin.write_all(b"what stands there does not matter\n").unwrap();
    drop(stdin);
    wait_for_its_end(stdout);
    assert!(group.0.wait().unwrap().success());
}

/// A test run that was killed, and a process that it had forked, which still holds the pipe.
#[cfg(unix)]
#[test]
fn with_its_parent_it_ends_when_that_is_killed_and_the_pipe_is_still_held() {
    let script = "sleep 600 | \"$0\" sandbox --port 0 --json --with-parent; :";
    let mut shell = Command::new("sh");
    let (mut group, stdout) = Group::start(shell.args(["-c", script, env!("CARGO_BIN_EXE_bootpay")]));
    group.0.kill().unwrap();
    group.0.wait().unwrap();
    wait_for_its_end(stdout);
}

#[test]
fn over_tls_a_client_that_has_the_ca_file_is_served() {
    let ca = concat!(env!("CARGO_TARGET_TMPDIR"), "/sandbox-ca.pem");
    let running = Running::start_with(&["--tls-listen", "127.0.0.1:0", "--ca-file", ca]);
    let keys: Vec<&String> = running.ready.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["application_id", "private_key", "tls_url", "url", "web_application_id"]);
    let pem = std::fs::read_to_string(ca).unwrap();
    assert!(pem.starts_with("-----BEGIN CERTIFICATE-----") && !pem.contains("PRIVATE"), "{pem}");

    let url = format!("{}/sandbox/health", running.get("tls_url"));
    let curl = |more: &[&str]| {
        Command::new("curl").args(["-sS", "--noproxy", "*", &url]).args(more).output().unwrap()
    };
    let trusting = curl(&["--cacert", ca]);
    let health: Value = serde_json::from_slice(&trusting.stdout).unwrap();
    assert_eq!(health["ok"], true, "{}", text(&trusting));
    let strange = curl(&[]);
    assert_eq!(strange.status.code(), Some(60), "the CA is no known one: {}", text(&strange));
}

#[cfg(target_os = "linux")] // elsewhere the operating system's store is asked, which no variable changes
#[test]
fn a_read_over_tls_trusts_the_named_ca_and_says_what_is_wrong_with_a_handshake() {
    let ca = concat!(env!("CARGO_TARGET_TMPDIR"), "/read-ca.pem");
    let running = Running::start_with(&["--tls-listen", "127.0.0.1:0", "--ca-file", ca]);
    let read = |ca: Option<&str>| {
        let mut command = program();
        command
            .args(["receipt", "5df6e67d4f74b4002a77e0eb"])
            .env("BOOTPAY_BASE_URL", running.get("tls_url"))
            .env("BOOTPAY_APPLICATION_ID", running.get("application_id"))
            .env("BOOTPAY_PRIVATE_KEY", running.get("private_key"))
            .env_remove("SSL_CERT_DIR")
            .env_remove("SSL_CERT_FILE");
        if let Some(ca) = ca {
            command.env("SSL_CERT_FILE", ca);
        }
        command.output().unwrap()
    };
    let refused = |ca: Option<&str>, cause: &str| {
        let output = read(ca);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{}", text(&output));
        let said = text(&output);
        assert!(said.contains("no access token: no connection: ") && said.contains(cause), "{cause}: {said}");
    };
    refused(None, "invalid peer certificate: UnknownIssuer");
    for (fault, cause) in [
        ("tls_expired", "invalid peer certificate: certificate expired"),
        ("tls_wrong_name", "invalid peer certificate: certificate not valid for name \"127.0.0.1\""),
        ("tls_unknown_ca", "invalid peer certificate: UnknownIssuer"),
        ("tls_close", "tls handshake eof"),
    ] {
        running.control("POST", "/sandbox/faults", &serde_json::json!({"kind": fault}));
        refused(Some(ca), cause);
        running.control("DELETE", "/sandbox/faults", &Value::Null);
    }
    assert_eq!(running.control("GET", "/sandbox/requests", &Value::Null), serde_json::json!([]));
    let good = read(Some(ca));
    assert!(good.status.success() && text(&good).contains("3000 krw"), "{}", text(&good));
    let requests = running.control("GET", "/sandbox/requests", &Value::Null);
    assert_eq!(requests.as_array().unwrap().len(), 2, "a token and a receipt: {requests}");
}

#[test]
fn a_reader_who_has_read_enough_is_no_error() {
    let running = Running::start();
    let mut child = program()
        .args(["receipt", "5df6e67d4f74b4002a77e0eb"])
        .env("BOOTPAY_BASE_URL", running.get("url"))
        .env("BOOTPAY_APPLICATION_ID", running.get("application_id"))
        .env("BOOTPAY_PRIVATE_KEY", running.get("private_key"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), text(&output)), (Some(0), String::new()));
}

#[test]
fn a_servers_text_cannot_steer_the_terminal() {
    let running = Running::start();
    let name = "\u{1b}[31mRED\u{1b}]0;title\u{7}\r\u{202e}";
    let body = serde_json::json!({"receipt_id": "00000000000000000000beef", "price": 1, "name": name});
    running.control("POST", "/sandbox/payments", &body);
    let shown = text(&running.run(&["receipt", "00000000000000000000beef"]));
    assert!(shown.contains("RED"), "{shown}");
    assert!(!shown.contains(['\u{1b}', '\u{7}', '\r', '\u{202e}']), "{shown:?}");
}

#[test]
fn the_log_shows_path_templates_and_no_secret() {
    let running = Running::start();
    let output = program()
        .args(["certificate", "612e09260d681b0021e61ab9"])
        .env("BOOTPAY_BASE_URL", running.get("url"))
        .env("BOOTPAY_APPLICATION_ID", running.get("application_id"))
        .env("BOOTPAY_PRIVATE_KEY", running.get("private_key"))
        .env("BOOTPAY_LOG", "debug")
        .output()
        .unwrap();
    let log = String::from_utf8_lossy(&output.stderr);
    assert!(log.contains("/certificate/{receipt_id}") && log.contains("status=200"), "{log}");
    for hidden in ["612e09260d681b0021e61ab9", running.get("private_key"), "홍길동", "01000001234"] {
        assert!(!log.contains(hidden), "{log}");
    }
}

#[test]
fn reads_are_masked_unless_the_raw_answer_is_asked_for() {
    let running = Running::start();
    let masked = text(&running.run(&["certificate", "612e09260d681b0021e61ab9"]));
    assert!(masked.contains("홍*동") && masked.contains("1990-**-**"), "{masked}");
    for personal in ["홍길동", "01000001234", "10-04"] {
        assert!(!masked.contains(personal), "{masked}");
    }
    let raw = running.run(&["certificate", "612e09260d681b0021e61ab9", "--json"]);
    let raw: Value = serde_json::from_slice(&raw.stdout).unwrap();
    assert_eq!(raw["data"]["certificate"]["username"], "홍길동");

    let token = text(&running.run(&["token"]));
    let raw: Value = serde_json::from_slice(&running.run(&["token", "--json"]).stdout).unwrap();
    assert!(!token.contains(raw["data"]["token"].as_str().unwrap()), "{token}");
    let receipt = text(&running.run(&["receipt", "5df6e67d4f74b4002a77e0eb"]));
    assert!(receipt.contains("3000 krw") && receipt.contains("결제완료"), "{receipt}");
}

#[test]
fn mistakes_are_named_and_fail() {
    let running = Running::start();
    for (arguments, code, expected) in [
        (&["certificate", "../request/token?x=1"][..], 2, "nothing was sent"),
        (&["certificate", "5df6e67d4f74b4002a77e0eb"], 1, "missing field `certificate`"),
        (&["receipt", "aaaaaaaaaaaaaaaaaaaaaaaa"], 1, "HTTP 404"),
        (&["token", "--mode", "prod"], 2, "unknown mode \"prod\""),
        (&["demo", "--reader", "nonsense"], 2, "is not NAME=COMMAND"),
        (&["sandbox", "--listen", "0.0.0.0:0"], 2, "loopback"),
        (&["sandbox", "--tls-listen", "127.0.0.1:0"], 2, "--ca-file"),
        (&["sandbox", "--ca-file", "ca.pem"], 2, "--tls-listen"),
        (
            &["sandbox", "--listen", "127.0.0.1:0", "--tls-listen", "0.0.0.0:0", "--ca-file", "x"],
            2,
            "loopback",
        ),
        (
            &[
                "sandbox",
                "--listen",
                "127.0.0.1:0",
                "--tls-listen",
                "127.0.0.1:0",
                "--ca-file",
                "/no/such/ca.pem",
            ],
            1,
            "cannot write /no/such/ca.pem",
        ),
    ] {
        let output = running.run(arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        assert!(text(&output).contains(expected), "{}", text(&output));
    }
    let output = program().arg("token").output().unwrap();
    assert!(text(&output).contains("BOOTPAY_APPLICATION_ID"), "{}", text(&output));
}

#[test]
fn the_doctor_tells_a_healthy_setup_from_each_mistake() {
    let running = Running::start();
    let healthy = running.run(&["doctor"]);
    assert!(healthy.status.success(), "{}", text(&healthy));
    assert!(!text(&healthy).contains("FAIL"));

    let web = running.get("web_application_id");
    let wrong_kind = running.run(&["doctor", "--application-id", web]);
    let said = text(&wrong_kind);
    assert_eq!(wrong_kind.status.code(), Some(1));
    for number in 1..=5 {
        assert!(said.contains(&format!("\n  {number}. ")), "{said}");
    }

    let doctor = |id: &str, key: &str, url: &str| {
        text(
            &program()
                .arg("doctor")
                .env("BOOTPAY_APPLICATION_ID", id)
                .env("BOOTPAY_PRIVATE_KEY", key)
                .env("BOOTPAY_BASE_URL", url)
                .output()
                .unwrap(),
        )
    };
    let (id, key, url) = (running.get("application_id"), running.get("private_key"), running.get("url"));
    assert!(doctor(key, id, url).contains("swapped"));
    assert!(doctor(id, "CANARY", url).contains("FAIL  private key: 6 characters"));
    assert!(!doctor(id, "CANARY", url).contains("CANARY"));
    assert!(doctor("", "", url).contains("missing: set BOOTPAY_APPLICATION_ID"));
    assert!(doctor(id, key, "http://127.0.0.1:1").contains("FAIL  reachable"));
    assert!(doctor(id, key, "http://api.bootpay.co.kr").contains("must be https"));
    assert!(doctor(id, key, "").contains("for a sandbox use the mode sandbox (BOOTPAY_MODE=sandbox)"));

    // What stands in the environment is reported, never quoted: it may be a key in the wrong place.
    let misplaced = |arguments: &[&str]| {
        let names = ["BOOTPAY_APPLICATION_ID", "BOOTPAY_PRIVATE_KEY", "BOOTPAY_BASE_URL", "BOOTPAY_MODE"];
        let output = program().args(arguments).envs(names.map(|name| (name, "CANARYkeyCANARYkey"))).output();
        let output = output.unwrap();
        let shown = text(&output);
        assert!(!shown.contains("CANARY"), "{shown}");
        output.status.code()
    };
    assert_eq!(misplaced(&["doctor", "--json"]), Some(1));
    assert_eq!(misplaced(&["doctor", "--help"]), Some(0));
    assert_eq!(misplaced(&["sandbox", "reset", "--help"]), Some(0));
}

#[test]
fn the_doctor_speaks_korean_and_json() {
    let running = Running::start();
    let doctor = |arguments: &[&str], locale: &str| {
        let mut command = program();
        let setup = [("BOOTPAY_MODE", "sandbox"), ("BOOTPAY_BASE_URL", running.get("url"))];
        let output =
            command.arg("doctor").args(arguments).envs(setup).env("LC_ALL", locale).output().unwrap();
        assert!(output.status.success(), "{}", text(&output));
        String::from_utf8(output.stdout).unwrap()
    };
    for korean in [doctor(&[], "ko_KR.UTF-8"), doctor(&["--lang", "ko"], "C.UTF-8")] {
        assert!(korean.starts_with("정상  애플리케이션 ID: 16진수 24자\n"), "{korean}");
    }
    let json: Value = serde_json::from_str(&doctor(&["--json"], "C.UTF-8")).unwrap();
    assert_eq!(
        (&json["ok"], &json["checks"][0]["check"]),
        (&true.into(), &"application_id".into()),
        "{json}"
    );
}

#[test]
fn doctor_says_what_stands_in_the_way() {
    let ca = concat!(env!("CARGO_TARGET_TMPDIR"), "/doctor-ca.pem"); // named nowhere
    let running = Running::start_with(&["--tls-listen", "127.0.0.1:0", "--ca-file", ca]);
    let doctor = |url: &str, variables: &[(&str, &str)]| {
        let mut command = program();
        for name in
            ["SSL_CERT_FILE", "SSL_CERT_DIR", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"]
        {
            command.env_remove(name);
        }
        let keys = [
            ("BOOTPAY_APPLICATION_ID", running.get("application_id")),
            ("BOOTPAY_PRIVATE_KEY", running.get("private_key")),
            ("BOOTPAY_BASE_URL", url),
        ];
        let output = command.arg("doctor").envs(keys).envs(variables.iter().copied()).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", text(&output));
        text(&output)
    };
    let said = doctor(running.get("tls_url"), &[]);
    assert!(said.contains("FAIL  reachable") && said.contains("SSL_CERT_FILE"), "{said}");
    let said = doctor("https://api.bootpay.invalid", &[("HTTPS_PROXY", "http://")]);
    assert!(said.contains("FAIL  configuration: ") && said.contains("HTTPS_PROXY names no proxy"), "{said}");
    let said = doctor("https://api.bootpay.invalid", &[("HTTPS_PROXY", "http://u:CANARY@127.0.0.1:1")]);
    let expected =
        "FAIL  reachable: token.request: no connection through the proxy 127.0.0.1:1 (HTTPS_PROXY): ";
    assert!(said.contains(expected) && !said.contains("CANARY"), "{said}");
    let said = doctor("https://api.bootpay.invalid", &[("BOOTPAY_LOOPBACK_ONLY", "1")]);
    assert!(said.contains("FAIL  configuration: BOOTPAY_LOOPBACK_ONLY is set"), "{said}");
}

#[test]
fn the_demo_reads_one_person_in_every_way_given() {
    let curl = concat!(env!("CARGO_MANIFEST_DIR"), "/../../demo/certificate.sh");
    let good = program().args(["demo", "--reader", &format!("curl=sh '{curl}'")]).output().unwrap();
    let said = text(&good);
    assert!(good.status.success(), "{said}");
    assert_eq!(said.matches("김*짜").count(), 2, "{said}");
    assert!(!said.contains("김가짜"), "{said}");
    let bad = program().args(["demo", "--reader", "liar=echo '{}'"]).output().unwrap();
    assert_eq!(bad.status.code(), Some(1));
}

/// Four characters of a CI are shown, and four are enough to begin what a terminal obeys.
#[test]
fn nothing_of_a_server_steers_the_terminal() {
    let running = Running::start();
    let hostile = "\u{1b}]0;\u{202e}\u{9b}\u{7f}\u{7}PWN\u{200b}\u{2028}\n\u{2066} and some more of it";
    let identity = serde_json::json!({
        "receipt_id": "00000000000000000000aaaa", "username": hostile, "phone": hostile, "carrier": hostile,
        "unique": hostile, "di": hostile, "order_id": hostile,
    });
    running.control("POST", "/sandbox/identities", &identity);
    let payment = serde_json::json!({
        "receipt_id": "00000000000000000000bbbb", "price": 3000, "name": hostile, "order_id": hostile,
        "pg": hostile, "method": hostile,
    });
    running.control("POST", "/sandbox/payments", &payment);
    for arguments in [["certificate", "00000000000000000000aaaa"], ["receipt", "00000000000000000000bbbb"]] {
        let output = running.run(&arguments);
        let shown = text(&output);
        assert!(output.status.success(), "{shown}");
        let steers =
            |c: char| c != '\n' && (c.is_control() || "\u{202e}\u{2066}\u{200b}\u{2028}".contains(c));
        assert!(!shown.contains(steers), "{shown:?}");
        let cells = shown.lines().filter(|line| line.starts_with('│')).count();
        assert_eq!(shown.matches('│').count(), 2 * cells, "a row is one line: {shown}");
    }
}

/// What a script remembers of one run is none of the next one, but for the keys.
#[test]
fn without_a_seed_ids_are_new_in_each_run() {
    let made = |more: &[&str]| {
        let running = Running::start_with(more);
        let id = running.control("POST", "/sandbox/identities", &serde_json::json!({}))["receipt_id"].clone();
        (id, running.get("application_id").to_owned(), running.get("private_key").to_owned())
    };
    let (one, two, seeded) = (made(&[]), made(&[]), made(&["--seed", "1"]));
    assert_ne!(one.0, two.0);
    assert_eq!((&one.1, &one.2), (&two.1, &two.2));
    assert_eq!((&one.1, &one.2), (&seeded.1, &seeded.2), "people have copied them");
    assert_eq!(made(&["--seed", "1"]).0, seeded.0);
}

#[test]
fn it_prints_the_table_of_used_verifications() {
    let output = program().arg("once-table").output().unwrap();
    assert!(output.status.success(), "{}", text(&output));
    assert_eq!(String::from_utf8(output.stdout).unwrap(), bootpay::identity::ONCE_TABLE);
}

#[test]
fn it_prints_the_licences_of_what_is_compiled_into_it() {
    let output = program().arg("licenses").output().unwrap();
    assert!(output.status.success(), "{}", text(&output));
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(printed.starts_with("MIT License\n"), "our own first");
    let parts = ["the Rust standard library", "axum ", "reqwest ", "ring ", "tokio ", "webpki-root-certs "];
    for part in parts {
        assert!(printed.contains(&format!("\n  {part}")), "{part} is not listed");
    }
    for words in [
        "Permission to use, copy, modify",
        "Apache License",
        "Community Data License Agreement",
        "UNICODE LICENSE V3",
    ] {
        assert!(printed.contains(words), "{words:?} is not printed");
    }
}

package sandbox

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"
)

// told is what a sandbox says of a project.
type told struct {
	URL              string `json:"url"`
	TLSURL           string `json:"tls_url"`
	ApplicationId    string `json:"application_id"`
	PrivateKey       string `json:"private_key"`
	WebApplicationId string `json:"web_application_id"`
}

// process is a program `bootpay sandbox` that this one started. It ends when its standard input does, and so with this one.
type process struct {
	command    *exec.Cmd
	input      io.Closer
	output     io.Reader
	complaints bytes.Buffer
}

func launch(ctx context.Context, arguments []string) (*process, told, error) {
	name := os.Getenv("BOOTPAY_PROGRAM")
	if name == "" {
		name = "bootpay"
	}
	all := append([]string{"sandbox", "--listen", "127.0.0.1:0", "--json", "--with-parent"}, arguments...)
	program := &process{command: exec.Command(name, all...)}
	if err := program.start(); err != nil {
		how := "set BOOTPAY_PROGRAM to the program bootpay, or put it on the PATH"
		return nil, told{}, fmt.Errorf("the sandbox cannot be run on this machine: %w; %s", err, how)
	}
	said := make(chan told, 1)
	go program.listen(said)
	select {
	case told := <-said:
		if told.URL != "" {
			return program, told, nil
		}
		program.stop()
		return nil, told, fmt.Errorf("the sandbox ended with %s%s", program.command.ProcessState, program.wrote())
	case <-ctx.Done():
		_ = program.command.Process.Kill()
		program.stop()
		return nil, told{}, fmt.Errorf("the sandbox did not listen in time: %w%s", context.Cause(ctx), program.wrote())
	}
}

func (program *process) start() (err error) {
	command := program.command
	apart(command)
	command.Stderr = &program.complaints
	command.WaitDelay = patience
	if program.input, err = command.StdinPipe(); err != nil {
		return err
	}
	if program.output, err = command.StdoutPipe(); err != nil {
		return err
	}
	return command.Start()
}

// listen gives what the first line says, and reads on, so that the program can write.
func (program *process) listen(said chan<- told) {
	reader := bufio.NewReader(program.output)
	line, _ := reader.ReadBytes('\n')
	var told told
	_ = json.Unmarshal(line, &told)
	said <- told
	_, _ = io.Copy(io.Discard, reader)
}

func (program *process) stop() {
	program.input.Close()
	late := time.AfterFunc(patience, func() { _ = program.command.Process.Kill() })
	defer late.Stop()
	_ = program.command.Wait()
}

// wrote is for the end of an error. The program has ended.
func (program *process) wrote() string {
	text := bytes.TrimSpace(program.complaints.Bytes())
	if len(text) == 0 {
		return ""
	}
	return ": " + string(text)
}

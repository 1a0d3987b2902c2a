package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// No proxy is asked, and what redirects is no sandbox.
var direct = &http.Client{
	Timeout:       patience,
	Transport:     &http.Transport{DisableKeepAlives: true}, // no goroutine of it outlives a test
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// control calls the control routes of one project.
type control struct {
	url, query string
}

// Control makes a control call about the project, as the README of bootpay-sandbox has them. It sends the JSON of sent,
// unless that is nil, and reads the answer's into got.
func (box *Sandbox) Control(method, route string, sent, got any) error {
	return box.control.call(method, route, sent, got)
}

// post is a call with fields, which are an object also where none are given.
func (control *control) post(route string, fields Fields) (Fields, error) {
	if fields == nil {
		fields = Fields{}
	}
	var got Fields
	err := control.call("POST", route, fields, &got)
	return got, err
}

func (control *control) call(method, route string, sent, got any) error {
	text, err := control.send(method, route, sent)
	if err == nil && got != nil {
		if !json.Valid(text) {
			err = control.nobody(nil)
		} else {
			err = json.Unmarshal(text, got)
		}
	}
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, route, err)
	}
	return nil
}

func (control *control) send(method, route string, sent any) ([]byte, error) {
	var body io.Reader
	if sent != nil {
		text, err := json.Marshal(sent)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(text)
	}
	request, err := http.NewRequest(method, control.url+route+control.query, body)
	if err != nil {
		return nil, control.nobody(err)
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := direct.Do(request)
	if err != nil {
		return nil, control.nobody(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, control.nobody(err)
	}
	if answer.StatusCode >= 300 {
		var refused struct{ Error string }
		if json.Unmarshal(text, &refused) != nil || refused.Error == "" {
			return nil, control.nobody(fmt.Errorf("HTTP %s", answer.Status))
		}
		return nil, errors.New(refused.Error)
	}
	return text, nil
}

// nobody is the error where no sandbox is, or something else.
func (control *control) nobody(why error) error {
	var outer *url.Error // which says the call again
	if errors.As(why, &outer) {
		why = outer.Err
	}
	if why == nil {
		return fmt.Errorf("no sandbox answers at %s", control.url)
	}
	return fmt.Errorf("no sandbox answers at %s: %w", control.url, why)
}

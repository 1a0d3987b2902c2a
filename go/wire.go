package bootpay

import (
	"bytes"
	"encoding/json"
	"math"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
)

// fields are arguments under their names on the wire.
type fields map[string]any

// encode gives JSON without what was not given: Go's zero values, all the way down. What no request can hold is refused by
// name; what a text or a number may say is the core's to judge.
func encode(operation string, kind Kind, given any) ([]byte, error) {
	if raw, ok := given.(json.RawMessage); ok {
		return raw, nil
	}
	sent, err := wire(operation, kind, "", reflect.ValueOf(given), true)
	if err != nil {
		return nil, err
	}
	if sent == nil {
		sent = fields{}
	}
	text, broken := json.Marshal(sent)
	if broken != nil {
		return nil, refused(operation, "the request", "has no form in JSON")
	}
	return text, nil
}

// wire gives a value as maps and lists; nil if it was not given. What stands in somebody's own map or list is given, also if it
// is 0.
func wire(operation string, kind Kind, name string, value reflect.Value, zeroIsNothing bool) (any, error) {
	if !value.IsValid() || zeroIsNothing && value.IsZero() {
		return nil, nil
	}
	no := func(why string) (any, error) {
		if name == "" {
			name = "the request"
		}
		err := refused(operation, name, why)
		err.Kind = kind
		return nil, err
	}
	switch given := value.Interface().(type) {
	case *Private, *Hashed:
		return no("is somebody's: reveal it, if it is to be sent")
	case json.Marshaler:
		text, err := json.Marshal(given)
		if err != nil {
			return no("has no form in JSON")
		}
		return json.RawMessage(text), nil
	}
	switch value.Kind() {
	case reflect.Pointer, reflect.Interface:
		if value.IsNil() {
			return nil, nil
		}
		return wire(operation, kind, name, value.Elem(), false)
	case reflect.String:
		if !utf8.ValidString(value.String()) {
			return no("is not valid UTF-8 text")
		}
		if number, ok := value.Interface().(json.Number); ok {
			return number, nil
		}
		return value.String(), nil
	case reflect.Float32, reflect.Float64:
		if number := value.Float(); math.IsNaN(number) || math.IsInf(number, 0) {
			return no("must be a finite number")
		}
		return value.Interface(), nil
	case reflect.Struct:
		return wireStruct(operation, kind, name, value)
	case reflect.Map:
		sent := fields{}
		for entries := value.MapRange(); entries.Next(); {
			if entries.Key().Kind() != reflect.String {
				return no("must have texts for names")
			}
			if err := put(sent, operation, kind, name, entries.Key().String(), entries.Value(), false); err != nil {
				return nil, err
			}
		}
		return sent, nil
	case reflect.Slice, reflect.Array:
		list := make([]any, value.Len())
		for at := range list {
			item, err := wire(operation, kind, name+"["+strconv.Itoa(at)+"]", value.Index(at), false)
			if err != nil {
				return nil, err
			}
			list[at] = item
		}
		return list, nil
	case reflect.Chan, reflect.Func, reflect.UnsafePointer, reflect.Complex64, reflect.Complex128:
		return no("cannot be sent: it is of the type " + value.Type().String())
	default:
		return value.Interface(), nil
	}
}

func wireStruct(operation string, kind Kind, name string, value reflect.Value) (any, error) {
	sent := fields{}
	for at := 0; at < value.NumField(); at++ {
		field := value.Type().Field(at)
		tag, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case tag == "-" || !field.IsExported():
			continue
		case field.Anonymous && tag == "":
			inner, err := wireStruct(operation, kind, name, value.Field(at))
			if err != nil {
				return nil, err
			}
			for name, item := range inner.(fields) {
				sent[name] = item
			}
			continue
		}
		hint := field.Tag.Get("bootpay")
		switch {
		case hint == "gender" && value.Field(at).Int() == Female:
			sent[tag] = 0
			continue
		case hint == "all" && value.Field(at).Float() == All:
			continue // nothing said is all of it
		case hint == "all" && value.Field(at).Float() == 0:
			return nil, refused(operation, tag, "must be more than 0, or bootpay.All for all that is left")
		}
		isAlways := hint == "always" || hint == "always "+operation
		if err := put(sent, operation, kind, name, tag, value.Field(at), !isAlways); err != nil {
			return nil, err
		}
	}
	return sent, nil
}

func put(into fields, operation string, kind Kind, within, name string, value reflect.Value, zeroIsNothing bool) error {
	place := name
	if within != "" {
		place = within + "." + name
	}
	item, err := wire(operation, kind, place, value, zeroIsNothing)
	if err == nil && item != nil {
		into[name] = item
	}
	return err
}

// empty empties what a pointer points to.
func empty(into any) { reflect.ValueOf(into).Elem().SetZero() }

// decode reads JSON into what `into` points to as far as it fits. Servers send a number where a text is documented, and the
// other way round; what does not fit stays empty, and is still in Raw.
func decode(text json.RawMessage, into any) {
	if len(text) > 0 {
		fit(text, reflect.ValueOf(into).Elem())
	}
}

func fit(text json.RawMessage, into reflect.Value) {
	switch into.Kind() {
	case reflect.Struct:
		fitStruct(text, into)
	case reflect.String:
		into.SetString(scalar(text))
	case reflect.Bool:
		switch strings.ToLower(scalar(text)) {
		case "true", "1":
			into.SetBool(true)
		}
	case reflect.Int, reflect.Int64:
		if number, err := strconv.ParseInt(scalar(text), 10, 64); err == nil {
			into.SetInt(number)
		} else if number, err := strconv.ParseFloat(scalar(text), 64); err == nil && number == math.Trunc(number) && math.Abs(number) < 1<<53 {
			into.SetInt(int64(number)) // 3000.0
		}
	case reflect.Float64:
		if number, err := strconv.ParseFloat(scalar(text), 64); err == nil {
			into.SetFloat(number)
		}
	case reflect.Map:
		var inner string
		if json.Unmarshal(text, &inner) == nil {
			text = json.RawMessage(inner) // an object that was sent as a text
		}
		found := reflect.New(into.Type())
		if json.Unmarshal(text, found.Interface()) == nil {
			into.Set(found.Elem())
		}
	default:
		_ = json.Unmarshal(text, into.Addr().Interface())
	}
}

func fitStruct(text json.RawMessage, into reflect.Value) {
	var found map[string]json.RawMessage
	if raw := into.FieldByName("Raw"); raw.IsValid() && raw.Type() == reflect.TypeOf(text) {
		raw.SetBytes(text)
	}
	if json.Unmarshal(text, &found) != nil {
		return
	}
	for at := 0; at < into.NumField(); at++ {
		name, _, _ := strings.Cut(into.Type().Field(at).Tag.Get("json"), ",")
		if part, ok := found[name]; ok && name != "-" {
			fit(part, into.Field(at))
		}
	}
}

// scalar is a text, or a number or a boolean as it was written; of anything else nothing.
func scalar(text json.RawMessage) string {
	switch {
	case len(text) == 0:
		return ""
	case text[0] == '"':
		if inner := text[1 : len(text)-1]; bytes.IndexByte(inner, '\\') < 0 {
			return string(inner)
		}
		var inner string
		_ = json.Unmarshal(text, &inner)
		return inner
	case text[0] == '{' || text[0] == '[' || text[0] == 'n':
		return ""
	}
	return string(text)
}
